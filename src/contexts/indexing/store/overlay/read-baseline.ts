import type { Tx } from '../../../../kernel/context.ts';
import type { KnownSource } from '../../domain/compare-sources.ts';
import type { IndexTotals, RecordedRequest } from '../load/types.ts';

/** A repository's ready index and what is known of its files. */
export interface Baseline {
  indexId: number;
  /** Changes with every overlay. */
  revision: number;
  manifestId: string;
  totals: IndexTotals;
  /** Chunks it was loaded from. */
  chunks: number;
  /** Highest chunk number its first load used. */
  lastChunk: number;
  overlays: number;
  /** Lowest chunk number of an overlay. */
  lowestOverlay: number | undefined;
  commit: string | undefined;
  /** Undefined when the index was loaded from chunk files alone. */
  source: { generator: string; request: RecordedRequest; files: Uint8Array } | undefined;
  /** Files changed since, null for those that were deleted. */
  changes: ReadonlyMap<string, KnownSource | null>;
}

interface BaselineRow {
  id: number;
  revision: number;
  manifest_id: string;
  totals: IndexTotals;
  chunks: number;
  last_chunk: number;
  overlays: number;
  commit_id: string | null;
  generator: string | null;
  request: RecordedRequest;
  files: Uint8Array;
}

/** Reads what an incremental run of `repository` starts from; undefined when it has no ready index. */
export async function readBaseline(
  tx: Tx,
  tenant: number,
  repository: string,
): Promise<Baseline | undefined> {
  const [row] = await tx.query<BaselineRow>({
    name: 'indexing_read_baseline',
    sql: `select i.id, i.revision, i.manifest_id, i.totals, i.overlays, i.commit_id, s.generator, s.request, s.files,
        c.chunks, c.last_chunk
      from keelson.code_index i
      left join keelson.index_source s on s.tenant_id = $1 and s.index_id = i.id
      cross join lateral (
        select count(*)::int as chunks, coalesce(max(chunk), -1)::int as last_chunk from keelson.index_chunk
        where tenant_id = $1 and index_id = i.id) c
      where i.tenant_id = $1 and i.repository = $2 and i.state = 'ready'`,
    parameters: [tenant, repository],
  });
  if (row === undefined) return undefined;
  const overlays = await tx.query<OverlayRow>({
    name: 'indexing_read_overlays',
    sql: `select path, chunk, size::float8 as size, mtime_ms from keelson.index_overlay
      where tenant_id = $1 and index_id = $2`,
    parameters: [tenant, row.id],
  });
  const numbers = overlays.flatMap(({ chunk }) => chunk ?? []);
  return {
    indexId: row.id,
    revision: row.revision,
    manifestId: row.manifest_id,
    totals: row.totals,
    chunks: row.chunks,
    lastChunk: row.last_chunk,
    overlays: row.overlays,
    lowestOverlay: numbers.length === 0 ? undefined : numbers.reduce((a, b) => Math.min(a, b)),
    commit: row.commit_id ?? undefined,
    source:
      row.generator === null
        ? undefined
        : { generator: row.generator, request: row.request, files: row.files },
    changes: new Map(overlays.map((overlay) => [overlay.path, knownOf(overlay)])),
  };
}

interface OverlayRow {
  path: string;
  chunk: number | null;
  size: number | null;
  mtime_ms: number | null;
}

function knownOf({ size, mtime_ms: mtimeMs }: OverlayRow): KnownSource | null {
  return size === null || mtimeMs === null ? null : { size, mtimeMs };
}
