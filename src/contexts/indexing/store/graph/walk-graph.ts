import type { Tx } from '../../../../kernel/context.ts';
import type { GraphSymbol } from '../../domain/graph/graph-types.ts';
import { isBuiltFor } from '../../domain/graph/source-folders.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { expandCallees } from './expand-callees.ts';
import { expandCallers } from './expand-callers.ts';
import { noStops } from '../../domain/graph/walk.ts';
import type { Expansion, Walk, WalkOptions } from '../../domain/graph/walk.ts';

/** Bounds that suit one question of a person or an agent. */
export const WALK_BOUNDS = { perName: 200, rows: 1000, perPointer: 8, perLevel: 200, nodes: 1000 };

/**
 * Walks the call graph breadth-first from `roots`: two to six round trips a level, and never more nodes than the
 * bounds say. Paths are not enumerated. The same index gives the same walk.
 */
export async function walkGraph(
  tx: Tx,
  index: IndexRef,
  roots: readonly GraphSymbol[],
  options: WalkOptions,
): Promise<Walk> {
  const walk = startWalk(roots);
  let frontier = [...roots];
  for (let depth = 1; depth <= options.depth && frontier.length > 0; depth++) {
    frontier = await stepWalk(tx, index, walk, frontier, depth, options);
  }
  return walk;
}

/** A walk that has seen its roots alone. */
export function startWalk(roots: readonly GraphSymbol[]): Walk {
  return {
    nodes: new Map(roots.map((symbol) => [symbol.id, { symbol, depth: 0 }])),
    edges: [],
    stops: noStops(),
    cut: { nodes: false, fanout: false },
  };
}

/** Expands one level and gives the next: the nodes that were not known before. */
export async function stepWalk(
  tx: Tx,
  index: IndexRef,
  walk: Walk,
  frontier: readonly GraphSymbol[],
  depth: number,
  options: Omit<WalkOptions, 'depth'>,
): Promise<GraphSymbol[]> {
  const expand = options.direction === 'callers' ? expandCallers : expandCallees;
  const expansion = await expand(tx, index, frontier, options);
  const room = Math.min(options.perLevel, options.nodes - walk.nodes.size);
  const fresh = [...expansion.symbols.values()].filter(
    ({ id, path }) => !walk.nodes.has(id) && isBuiltFor(path, options.architecture),
  );
  const kept = fresh.slice(0, Math.max(0, room));
  for (const symbol of kept) walk.nodes.set(symbol.id, { symbol, depth });
  if (kept.length < fresh.length) walk.cut.nodes = true;
  addEdges(walk, expansion);
  return kept;
}

function addEdges(walk: Walk, expansion: Expansion): void {
  for (const edge of expansion.edges) {
    const known = walk.nodes.has(edge.from) && (edge.to === undefined || walk.nodes.has(edge.to));
    if (known) walk.edges.push(edge);
  }
  walk.stops.pointers += expansion.stops.pointers;
  walk.stops.undefined += expansion.stops.undefined;
  walk.stops.elsewhere += expansion.stops.elsewhere;
  walk.cut.fanout ||= expansion.fanout;
}
