import type { Tx } from '../../../../kernel/context.ts';
import type { GraphEdge } from '../../domain/graph/graph-types.ts';
import { conditionsAt, decodeGuards } from '../decode/decode-guards.ts';
import type { Guard } from '../decode/decode-guards.ts';
import type { IndexRef } from '../queries/find-index.ts';

/** Says on edges under which conditions on the configuration their first call site is compiled: one round trip. */
export async function attachGuards(tx: Tx, index: IndexRef, edges: readonly GraphEdge[]): Promise<void> {
  const paths = [...new Set(edges.map(({ path }) => path))];
  if (paths.length === 0) return;
  const rows = await tx.query<{ path: string; guards: string; guard_lines: Uint8Array }>({
    name: 'indexing_graph_guards',
    sql: `select path, guards, guard_lines from keelson.index_file
      where tenant_id = $1 and index_id = $2 and path = any ($3::text[]) and guards is not null`,
    parameters: [index.tenant, index.id, paths],
  });
  const guardsOf = new Map<string, Guard[]>(
    rows.map(({ path, guards, guard_lines }) => [path, decodeGuards(guards, guard_lines)]),
  );
  for (const edge of edges) {
    const conditions = conditionsAt(guardsOf.get(edge.path) ?? [], edge.lines[0]!);
    if (conditions.length > 0) edge.guard = conditions.join(' && ');
  }
}
