import type { Tx } from '../../../../kernel/context.ts';
import type { ChunkPlan } from '../../domain/chunk-plan.ts';

/** A ready index in which some chunks can be replaced, and those that stay. */
export interface Patchable {
  indexId: number;
  /** Numbers of the chunks that are just so in the index. */
  clean: ReadonlySet<number>;
}

/** With more chunks to replace than this part of them, a new index is quicker, and leaves no dead rows. */
const LARGEST_SHARE = 1 / 8;
const ALWAYS_WORTH_IT = 2;

/**
 * Finds the chunks of a plan that a repository's ready index already holds: their files are what they were made from,
 * byte for byte, and no overlay lies over them. Undefined when there is no such index, when too little of it would
 * stay, or while another load of the repository is unfinished (which is then resumed, or dropped).
 *
 * @param kept SHA-256 of the chunk files that are in place, by number.
 */
export async function findCleanChunks(
  tx: Tx,
  tenant: number,
  repository: string,
  { plan, kept, generator }: { plan: ChunkPlan; kept: ReadonlyMap<number, string>; generator: string },
): Promise<Patchable | undefined> {
  const [index] = await tx.query<{ id: number }>({
    sql: `select i.id from keelson.code_index i
      join keelson.index_source s on s.tenant_id = $1 and s.index_id = i.id and s.generator = $3
      where i.tenant_id = $1 and i.repository = $2 and i.state = 'ready' and not exists (
        select from keelson.code_index l
        where l.tenant_id = $1 and l.repository = $2 and l.state = 'loading')`,
    parameters: [tenant, repository, generator],
  });
  if (index === undefined) return undefined;
  const loaded = await tx.query<{ chunk: number; sha256: string }>({
    sql: `select chunk, sha256 from keelson.index_chunk
      where tenant_id = $1 and index_id = $2 and sha256 is not null`,
    parameters: [tenant, index.id],
  });
  const overlays = await tx.query<{ path: string }>({
    sql: 'select path from keelson.index_overlay where tenant_id = $1 and index_id = $2',
    parameters: [tenant, index.id],
  });
  const covered = chunksOf(plan, new Set(overlays.map(({ path }) => path)));
  const clean = loaded
    .filter(({ chunk, sha256 }) => kept.get(chunk) === sha256 && !covered.has(chunk))
    .map(({ chunk }) => chunk);
  const dirty = plan.chunks.length - clean.length;
  if (dirty > Math.max(ALWAYS_WORTH_IT, plan.chunks.length * LARGEST_SHARE)) return undefined;
  return clean.length === 0 ? undefined : { indexId: index.id, clean: new Set(clean) };
}

/** Chunks of a plan with at least one of these files. */
function chunksOf(plan: ChunkPlan, paths: ReadonlySet<string>): Set<number> {
  if (paths.size === 0) return new Set();
  return new Set(
    plan.chunks
      .filter(({ from, to }) => plan.files.slice(from, to).some(({ path }) => paths.has(path)))
      .map(({ number }) => number),
  );
}
