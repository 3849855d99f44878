import type { GraphEdge, GraphSymbol } from './graph-types.ts';
import type { Walk } from './walk.ts';

/** One call site of a walk. */
export interface WalkSite {
  /** The calling symbol; undefined when the call stands outside any. */
  from: GraphSymbol | undefined;
  /** What is called, where the index knows it. */
  to: GraphSymbol | undefined;
  edge: GraphEdge;
  line: number;
  /** Steps from the roots. */
  depth: number;
}

/**
 * The call sites of a walk, one entry each, in the order of steps, files and lines. A call that may reach several
 * definitions is one entry with the first of them.
 */
export function listSites(walk: Walk, direction: 'callers' | 'callees'): WalkSite[] {
  const seen = new Set<string>();
  const sites: WalkSite[] = [];
  for (const edge of walk.edges) {
    const near = direction === 'callers' ? edge.to : edge.from;
    const depth = (near === undefined ? 0 : walk.nodes.get(near)!.depth) + 1;
    for (const line of edge.lines) {
      const key = `${edge.from} ${edge.type} ${edge.name} ${line}`;
      if (seen.has(key)) continue;
      seen.add(key);
      sites.push({
        from: walk.nodes.get(edge.from)?.symbol,
        to: edge.to === undefined ? undefined : walk.nodes.get(edge.to)!.symbol,
        edge,
        line,
        depth,
      });
    }
  }
  return sites.sort((a, b) => a.depth - b.depth || a.edge.from - b.edge.from || a.line - b.line);
}
