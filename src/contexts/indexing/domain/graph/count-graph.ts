import type { GraphStatistics } from '../../schemas-graph.ts';
import { nodeId } from './describe-graph.ts';
import type { GraphEdge } from './graph-types.ts';
import type { Walk } from './walk.ts';

/** Counts what a graph holds. */
export function countGraph(nodes: Walk['nodes'], edges: readonly GraphEdge[]): GraphStatistics {
  const callers = new Map<number, Set<number>>();
  for (const { from, to } of edges) {
    if (to !== undefined) callers.set(to, (callers.get(to) ?? new Set()).add(from));
  }
  const most = [...callers].sort((a, b) => b[1].size - a[1].size || a[0] - b[0]).slice(0, 5);
  return {
    nodes: nodes.size,
    edges: edges.length,
    call_sites: edges.reduce((sum, { lines }) => sum + lines.length, 0),
    deepest: [...nodes.values()].reduce((deepest, { depth }) => Math.max(deepest, Math.abs(depth)), 0),
    by_call_type: tally(edges, ({ type }) => type),
    by_confidence: tally(edges, ({ confidence }) => confidence),
    most_callers: most.flatMap(([id, from]) => {
      const node = nodes.get(id);
      return node === undefined ? [] : [{ id: nodeId(node.symbol), callers: from.size }];
    }),
  };
}

function tally<Item>(items: readonly Item[], keyOf: (item: Item) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}
