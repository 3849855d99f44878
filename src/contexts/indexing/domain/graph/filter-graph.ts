import type { Confidence } from './graph-types.ts';
import type { Walk } from './walk.ts';

/** Which functions and edges of a graph count. */
export interface GraphFilters {
  path?: string | undefined;
  exclude_path?: string | undefined;
  min_confidence?: Confidence | undefined;
}

const RANK: Readonly<Record<Confidence, number>> = { low: 0, medium: 1, high: 2 };

/** The part of a graph that the filters let through. Where it starts stays in, and so do edges that lead nowhere. */
export function filterGraph(walk: Walk, filters: GraphFilters): Walk {
  const { path, exclude_path, min_confidence = 'low' } = filters;
  const nodes = new Map(
    [...walk.nodes].filter(
      ([, { symbol, depth }]) =>
        depth === 0 ||
        ((path === undefined || symbol.path.startsWith(path)) &&
          (exclude_path === undefined || !symbol.path.startsWith(exclude_path))),
    ),
  );
  const edges = walk.edges.filter(
    ({ from, to, confidence }) =>
      nodes.has(from) && (to === undefined || nodes.has(to)) && RANK[confidence] >= RANK[min_confidence],
  );
  return { ...walk, nodes, edges };
}
