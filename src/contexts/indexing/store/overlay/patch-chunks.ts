import { AppError } from '../../../../kernel/errors.ts';
import type { OwnerConnection } from '../../../../platform/db/types.ts';
import { MAX_CHUNKS } from '../../domain/chunk-plan.ts';
import { announceIndex } from '../load/announce-index.ts';
import { connectLoader } from '../load/connect-loader.ts';
import { inTransaction } from '../load/in-transaction.ts';
import { recordSource } from '../load/record-source.ts';
import type { Alongside, ChunkSummary, LoadBatch, LoadedManifest, LoaderDeps } from '../load/types.ts';
import { type PartitionedTable, ROW_TABLES } from '../partitions.ts';
import { dropGrams } from '../search/drop-grams.ts';
import type { Patchable } from './find-clean-chunks.ts';
import { idsOfChunk } from './id-ranges.ts';
import { createStage } from './insert-rows.ts';
import { keepReadersOut } from './keep-readers-out.ts';

/** Replaces some chunks of a ready index; the counterpart of a loader, which makes a new one. */
export interface ChunkPatcher {
  rows(batch: LoadBatch): Promise<void>;
  commitChunk(chunk: number, summary: ChunkSummary): void;
  /**
   * Puts the chunks in, takes every other chunk and overlay out, and makes the index that of the manifest: all in one
   * transaction. Until then nothing has changed, so that a process which dies leaves the index as it was.
   */
  finish(repository: string, manifest: LoadedManifest, chunks: number, alongside?: Alongside): Promise<void>;
  close(): Promise<void>;
}

/** Opens a patcher; its rows wait in temporary tables. The repository's writer lock is held by whoever calls. */
export async function openPatcher(deps: LoaderDeps, { indexId, clean }: Patchable): Promise<ChunkPatcher> {
  const connection = await connectLoader(deps);
  const stage = createStage(connection);
  const summaries = new Map<number, ChunkSummary>();
  let tail: Promise<void> = Promise.resolve();
  return {
    rows(batch) {
      tail = tail.then(() => stage.add(batch));
      return tail;
    },
    commitChunk(chunk, summary) {
      summaries.set(chunk, summary);
    },
    async finish(repository, manifest, chunks, alongside) {
      if (clean.size + summaries.size !== chunks) throw chunkMissing(repository);
      const index = { tenant: deps.tenant, id: indexId };
      await inTransaction(connection, async () => {
        await connection.query({ sql: 'set local synchronous_commit = on' });
        await deps.assertLease((sql, parameters) => connection.query({ sql, parameters }));
        for (const table of Object.values(ROW_TABLES))
          await removeOtherChunks(connection, index, table, clean);
        await dropGrams(connection, index);
        await stage.moveTo(index);
        await recordChunks(connection, index, clean, summaries);
        await connection.query({
          sql: 'delete from keelson.index_overlay where tenant_id = $1 and index_id = $2',
          parameters: [index.tenant, index.id],
        });
        if (manifest.source !== undefined)
          await recordSource(connection, index.tenant, index.id, manifest.source);
        await keepReadersOut(connection, deps);
        await recordManifest(connection, index, repository, manifest);
        await alongside?.(connection, indexId);
        await announceIndex(
          connection,
          deps,
          { repositoryPath: repository, resumeKey: '', chunks },
          indexId,
          manifest,
        );
      });
    },
    close: () => connection.end(),
  };
}

type Index = { tenant: number; id: number };

/**
 * Deletes the rows of every chunk, overlays among them, that is not to stay. Where an index orders rows by chunk they
 * are looked up by it, run of chunks by run; other tables are small enough to be read once.
 */
async function removeOtherChunks(
  connection: OwnerConnection,
  index: Index,
  table: PartitionedTable,
  clean: ReadonlySet<number>,
): Promise<void> {
  const from = `delete from keelson.${table.name} where tenant_id = $1 and index_id = $2`;
  const isIndexed = (column: string): boolean => table.indexes.some(({ columns }) => columns === column);
  const id = table.columns.find((column) => column.endsWith('_id') && isIndexed(column));
  const hasChunk = table.columns.includes('chunk');
  if (id !== undefined) {
    for (const { first, last } of runsWithout(clean)) {
      const parameters = [index.tenant, index.id, idsOfChunk(first).first, idsOfChunk(last).last];
      await connection.query({ sql: `${from} and ${id} between $3 and $4`, parameters });
    }
  } else if (hasChunk && isIndexed('chunk')) {
    for (const { first, last } of runsWithout(clean)) {
      const parameters = [index.tenant, index.id, first, last];
      await connection.query({ sql: `${from} and chunk between $3 and $4`, parameters });
    }
  } else {
    await connection.query({
      sql: `${from} and ${hasChunk ? 'chunk' : '(file_id >> 20)'} <> all ($3::int[])`,
      parameters: [index.tenant, index.id, [...clean]],
    });
  }
}

/** Runs of chunk numbers that are not in the set. */
function runsWithout(clean: ReadonlySet<number>): { first: number; last: number }[] {
  const runs: { first: number; last: number }[] = [];
  for (let chunk = 0; chunk < MAX_CHUNKS; chunk += 1) {
    const run = runs.at(-1);
    if (clean.has(chunk)) continue;
    if (run?.last === chunk - 1) run.last = chunk;
    else runs.push({ first: chunk, last: chunk });
  }
  return runs;
}

async function recordChunks(
  connection: OwnerConnection,
  index: Index,
  clean: ReadonlySet<number>,
  summaries: ReadonlyMap<number, ChunkSummary>,
): Promise<void> {
  await connection.query({
    sql: 'delete from keelson.index_chunk where tenant_id = $1 and index_id = $2 and chunk <> all ($3::int[])',
    parameters: [index.tenant, index.id, [...clean]],
  });
  for (const [chunk, { sha256, bytes, counts }] of summaries) {
    await connection.query({
      sql: `insert into keelson.index_chunk (tenant_id, index_id, chunk, sha256, bytes, counts)
        values ($1, $2, $3, $4, $5, $6)`,
      parameters: [index.tenant, index.id, chunk, sha256 ?? null, bytes ?? null, JSON.stringify(counts)],
    });
  }
}

async function recordManifest(
  connection: OwnerConnection,
  index: Index,
  repository: string,
  { manifestId, totals, source }: LoadedManifest,
): Promise<void> {
  const rows = await connection.query({
    sql: `update keelson.code_index
      set manifest_id = $3, totals = $4, commit_id = $5, revision = revision + 1, overlays = 0,
        changed_at = null, ready_at = clock_timestamp()
      where tenant_id = $1 and id = $2 and state = 'ready' returning id`,
    parameters: [index.tenant, index.id, manifestId, JSON.stringify(totals), source?.commit ?? null],
  });
  if (rows.length === 1) return;
  throw new AppError(
    'conflict',
    'load_replaced',
    `The index of ${repository} was replaced by another while its chunks were; nothing of this run is kept`,
  );
}

function chunkMissing(repository: string): AppError {
  return new AppError(
    'internal',
    'chunk_missing',
    `Some chunks of ${repository} were never loaded; run the index again`,
  );
}
