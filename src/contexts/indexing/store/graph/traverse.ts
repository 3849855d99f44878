import type { Tx } from '../../../../kernel/context.ts';
import type { GraphEdge, GraphSymbol } from '../../domain/graph/graph-types.ts';
import type { Walk } from '../../domain/graph/walk.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { walkGraph, WALK_BOUNDS } from './walk-graph.ts';

export interface TraverseOptions {
  direction: 'forward' | 'backward' | 'bidirectional';
  depth: number;
  nodes: number;
  indirect: boolean;
}

/** Walks along the calls, against them, or both ways; callers then have depths below zero. */
export async function traverse(
  tx: Tx,
  index: IndexRef,
  roots: readonly GraphSymbol[],
  { direction, depth, nodes, indirect }: TraverseOptions,
): Promise<Walk> {
  const both = direction === 'bidirectional';
  const share = both ? Math.ceil(nodes / 2) : nodes;
  const options = {
    ...WALK_BOUNDS,
    perLevel: Math.max(WALK_BOUNDS.perLevel, share),
    nodes: share,
    depth,
    indirect,
  };
  const down =
    direction === 'backward'
      ? undefined
      : await walkGraph(tx, index, roots, { ...options, direction: 'callees' });
  const up =
    direction === 'forward'
      ? undefined
      : await walkGraph(tx, index, roots, { ...options, direction: 'callers' });
  if (up === undefined) return down!;
  const above = new Map(
    [...up.nodes].map(([id, node]) => [id, { ...node, depth: node.depth === 0 ? 0 : -node.depth }]),
  );
  if (down === undefined) return { ...up, nodes: above };
  return {
    nodes: new Map([...above, ...down.nodes]),
    edges: withoutRepeats([...down.edges, ...up.edges]),
    stops: { ...down.stops, elsewhere: up.stops.elsewhere },
    cut: { nodes: down.cut.nodes || up.cut.nodes, fanout: down.cut.fanout || up.cut.fanout },
  };
}

function withoutRepeats(edges: readonly GraphEdge[]): GraphEdge[] {
  const seen = new Set<string>();
  return edges.filter(({ from, to, type, name }) => {
    const key = `${from} ${to} ${type} ${name}`;
    return !seen.has(key) && seen.add(key);
  });
}
