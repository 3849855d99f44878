import { AppError } from '../../../../kernel/errors.ts';
import type { OwnerConnection } from '../../../../platform/db/types.ts';
import type { KnownSource } from '../../domain/compare-sources.ts';
import { announceOverlay } from '../load/announce-index.ts';
import { inTransaction } from '../load/in-transaction.ts';
import { WRITER_SLOT, lockForTransaction } from '../load/repository-lock.ts';
import type { IndexTotals, LoadBatch, LoaderDeps } from '../load/types.ts';
import { createStage } from './insert-rows.ts';
import { keepReadersOut } from './keep-readers-out.ts';
import type { Baseline } from './read-baseline.ts';
import { removeFiles, type RemovedCounts } from './remove-files.ts';

/** A file whose rows are replaced. */
export interface OverlayFile {
  path: string;
  /** Null when it was deleted. */
  known: KnownSource | null;
  /** Whether the batches hold rows of it. */
  hasRows: boolean;
}

/** What an incremental run puts in place of what an index has of some files. */
export interface Overlay {
  repositoryPath: string;
  baseline: Baseline;
  /** Number the new rows have. */
  chunk: number;
  batches: readonly LoadBatch[];
  files: readonly OverlayFile[];
  /** What the new rows add. */
  added: Omit<RemovedCounts, 'languages'> & { languages: ReadonlyMap<string, number> };
  /** Source bytes more (or less) than before. */
  bytes: number;
  commit: string | undefined;
}

/** The index is no longer what the run started from: start again. */
export type ApplyOutcome = { totals: IndexTotals; overlays: number } | 'stale';

/**
 * Replaces the rows of some files of a ready index, in one transaction: a reader sees the files as they were or as
 * they are, and a process that dies here leaves nothing.
 *
 * The rows change while nobody can see it. Only for the commit itself are readers kept out, by the lock that replacing
 * a whole index takes: a question is several statements, and they must not straddle the change.
 */
export async function applyOverlay(
  connection: OwnerConnection,
  deps: LoaderDeps,
  overlay: Overlay,
): Promise<ApplyOutcome> {
  const { baseline } = overlay;
  const index = { tenant: deps.tenant, id: baseline.indexId };
  try {
    return await inTransaction(connection, async () => {
      await connection.query({ sql: 'set local synchronous_commit = on' });
      await deps.assertLease((sql, parameters) => connection.query({ sql, parameters }));
      await lockForTransaction(connection, deps, overlay.repositoryPath, WRITER_SLOT);
      const removed = await removeFiles(
        connection,
        index,
        overlay.files.map(({ path }) => path),
      );
      const stage = createStage(connection);
      for (const batch of overlay.batches) await stage.add(batch);
      await stage.moveTo(index);
      await recordFiles(connection, overlay, deps.tenant);
      await keepReadersOut(connection, deps);
      if (!(await isCurrent(connection, deps.tenant, baseline))) throw stale();
      const totals = totalsAfter(overlay, removed);
      const overlays = await recordOverlay(connection, deps.tenant, overlay, totals);
      await announceOverlay(connection, deps, {
        indexId: index.id,
        manifestId: baseline.manifestId,
        revision: baseline.revision + 1,
        files: overlay.files.length,
      });
      return { totals, overlays };
    });
  } catch (error) {
    if (error instanceof AppError) {
      if (error.code === 'index_replaced') return 'stale';
      throw error;
    }
    // Its partitions may have been dropped under this run, which makes the insert fail in ways of its own.
    if (await isCurrent(connection, deps.tenant, baseline).catch(() => true)) throw error;
    return 'stale';
  }
}

function stale(): AppError {
  return new AppError('conflict', 'index_replaced', 'The index was replaced meanwhile; run the same again');
}

async function isCurrent(
  connection: OwnerConnection,
  tenant: number,
  { indexId, revision }: Baseline,
): Promise<boolean> {
  const rows = await connection.query({
    sql: `select from keelson.code_index where tenant_id = $1 and id = $2 and revision = $3 and state = 'ready'`,
    parameters: [tenant, indexId, revision],
  });
  return rows.length === 1;
}

async function recordFiles(connection: OwnerConnection, overlay: Overlay, tenant: number): Promise<void> {
  const { files, baseline, chunk } = overlay;
  await connection.query({
    sql: `insert into keelson.index_overlay (tenant_id, index_id, path, chunk, size, mtime_ms)
      select $1, $2, f.path, f.chunk, f.size, f.mtime_ms
      from unnest($3::text[], $4::int2[], $5::int8[], $6::float8[]) as f (path, chunk, size, mtime_ms)
      on conflict (tenant_id, index_id, path) do update
      set chunk = excluded.chunk, size = excluded.size, mtime_ms = excluded.mtime_ms`,
    parameters: [
      tenant,
      baseline.indexId,
      files.map(({ path }) => path),
      files.map(({ hasRows }) => (hasRows ? chunk : null)),
      files.map(({ known }) => known?.size ?? null),
      files.map(({ known }) => known?.mtimeMs ?? null),
    ],
  });
}

/** Says in code_index what the index now is; answers how many files are overlaid. */
async function recordOverlay(
  connection: OwnerConnection,
  tenant: number,
  { baseline, commit }: Overlay,
  totals: IndexTotals,
): Promise<number> {
  const [row] = await connection.query<{ overlays: number }>({
    sql: `update keelson.code_index
      set revision = revision + 1, totals = $3, commit_id = $4, changed_at = clock_timestamp(),
        overlays = (select count(*) from keelson.index_overlay where tenant_id = $1 and index_id = $2)
      where tenant_id = $1 and id = $2 returning overlays`,
    parameters: [tenant, baseline.indexId, JSON.stringify(totals), commit ?? null],
  });
  return row!.overlays;
}

function totalsAfter({ baseline: { totals }, added, bytes }: Overlay, removed: RemovedCounts): IndexTotals {
  const languages = { ...totals.languages };
  for (const [language, count] of removed.languages) languages[language] = (languages[language] ?? 0) - count;
  for (const [language, count] of added.languages) languages[language] = (languages[language] ?? 0) + count;
  return {
    files: totals.files - removed.files + added.files,
    symbols: totals.symbols - removed.symbols + added.symbols,
    calls: totals.calls - removed.calls + added.calls,
    entrypoints: totals.entrypoints - removed.entrypoints + added.entrypoints,
    bytes: totals.bytes + bytes,
    languages: Object.fromEntries(
      Object.entries(languages)
        .filter(([, count]) => count > 0)
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ),
  };
}
