import type { Tx } from '../../../../kernel/context.ts';
import { findPaths } from '../../domain/graph/find-paths.ts';
import type { FoundPath } from '../../domain/graph/find-paths.ts';
import type { GraphSymbol } from '../../domain/graph/graph-types.ts';
import type { Walk } from '../../domain/graph/walk.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { startWalk, stepWalk, WALK_BOUNDS } from './walk-graph.ts';

const BOUNDS = { ...WALK_BOUNDS, perName: 300, perLevel: 400, nodes: 1500 };

export interface Trace {
  paths: FoundPath[];
  /** Everything both searches saw. */
  seen: Walk;
}

/**
 * Paths between functions: one search along the calls and one against them, a level at a time on whichever side is
 * smaller, until they meet or the depth is used up. Paths are then looked for in what was seen.
 */
export async function tracePath(
  tx: Tx,
  index: IndexRef,
  from: readonly GraphSymbol[],
  to: readonly GraphSymbol[],
  bounds: { paths: number; depth: number; indirect: boolean },
): Promise<Trace> {
  const options = { ...BOUNDS, indirect: bounds.indirect };
  const down = { walk: startWalk(from), frontier: [...from], direction: 'callees' as const, depth: 0 };
  const up = { walk: startWalk(to), frontier: [...to], direction: 'callers' as const, depth: 0 };
  const starts = new Set(from.map(({ id }) => id));
  const ends = new Set(to.map(({ id }) => id));
  let trace: Trace = { paths: [], seen: join(down.walk, up.walk) };
  for (let depth = 1; depth <= bounds.depth; depth++) {
    const sides = [down, up].filter(({ frontier }) => frontier.length > 0);
    if (sides.length === 0) break;
    // Callers are cheaper to read than callees, so a tie goes up.
    const side = sides.sort((a, b) => a.frontier.length - b.frontier.length || (a === up ? -1 : 1))[0]!;
    side.frontier = await stepWalk(tx, index, side.walk, side.frontier, ++side.depth, {
      ...options,
      direction: side.direction,
    });
    const seen = join(down.walk, up.walk);
    trace = { paths: findPaths(seen.edges, starts, ends, bounds), seen };
    if (trace.paths.length >= bounds.paths) break;
  }
  return trace;
}

function join(down: Walk, up: Walk): Walk {
  return {
    nodes: new Map([...up.nodes, ...down.nodes]),
    edges: [...down.edges, ...up.edges],
    stops: {
      pointers: down.stops.pointers,
      undefined: down.stops.undefined,
      elsewhere: up.stops.elsewhere,
    },
    cut: { nodes: down.cut.nodes || up.cut.nodes, fanout: down.cut.fanout || up.cut.fanout },
  };
}
