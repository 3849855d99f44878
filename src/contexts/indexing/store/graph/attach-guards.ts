import type { Tx } from '../../../../kernel/context.ts';
import type { GraphEdge } from '../../domain/graph/graph-types.ts';
import { guardReader } from '../decode/decode-guards.ts';
import type { GuardColumns } from '../decode/decode-guards.ts';
import { unplanned } from '../partitions.ts';
import type { IndexRef } from '../queries/find-index.ts';

/** Says on edges under which conditions on the configuration their first call site is compiled: one round trip. */
export async function attachGuards(tx: Tx, index: IndexRef, edges: readonly GraphEdge[]): Promise<void> {
  const paths = [...new Set(edges.map(({ path }) => path))];
  if (paths.length === 0) return;
  const rows = await tx.query<GuardColumns & { path: string }>({
    name: 'indexing_graph_guards',
    sql: `select path, guards, guard_lines from keelson.index_file
      where tenant_id = $1 and index_id = $2 and path = any (${unplanned('$3::text[]')}) and guards is not null`,
    parameters: [index.tenant, index.id, paths],
  });
  const readers = new Map(rows.map((row) => [row.path, guardReader(row)]));
  for (const edge of edges) {
    const guard = readers.get(edge.path)?.(edge.lines[0]!);
    if (guard !== undefined) edge.guard = guard;
  }
}
