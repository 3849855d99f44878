import type { Confidence, GraphEdge } from './graph-types.ts';

/** What an edge of this confidence contributes to that of a path. */
const WEIGHT: Readonly<Record<Confidence, number>> = { high: 1, medium: 0.7, low: 0.3 };

export interface FoundPath {
  edges: GraphEdge[];
  confidence: number;
}

/** Steps a search may take: a graph of a few hundred nodes can hold more paths than there is time to look at. */
const MOST_STEPS = 200_000;

/**
 * Up to `most` paths from one of `starts` to one of `ends`, shortest first and among those of one length the surer
 * first; no path passes a node twice, but for one
 * that leads back to where it starts. Of parallel edges the surest counts.
 */
export function findPaths(
  edges: readonly GraphEdge[],
  starts: ReadonlySet<number>,
  ends: ReadonlySet<number>,
  bounds: { paths: number; depth: number },
): FoundPath[] {
  const out = bestEdges(edges);
  const distance = distancesTo(ends, edges);
  const found: FoundPath[] = [];
  let steps = 0;

  function extend(
    node: number,
    path: GraphEdge[],
    passed: Set<number>,
    length: number,
    most: FoundPath[],
  ): void {
    if (ends.has(node) && path.length > 0) {
      if (path.length === length) most.push({ edges: [...path], confidence: confidenceOf(path) });
      return;
    }
    for (const edge of out.get(node)?.values() ?? []) {
      const to = edge.to!;
      const left = distance.get(to);
      if (left === undefined || path.length + 1 + left > length || (passed.has(to) && !ends.has(to)))
        continue;
      if (++steps > MOST_STEPS || most.length >= bounds.paths * 20) return;
      path.push(edge);
      passed.add(to);
      extend(to, path, passed, length, most);
      passed.delete(to);
      path.pop();
    }
  }

  for (let length = 1; length <= bounds.depth && found.length < bounds.paths; length++) {
    const ofLength: FoundPath[] = [];
    for (const start of starts) extend(start, [], new Set([start]), length, ofLength);
    found.push(...ofLength.sort((a, b) => b.confidence - a.confidence));
  }
  return found.slice(0, bounds.paths);
}

function confidenceOf(path: readonly GraphEdge[]): number {
  const product = path.reduce((sum, { confidence }) => sum * WEIGHT[confidence], 1);
  return Math.round(product * 1000) / 1000;
}

function bestEdges(edges: readonly GraphEdge[]): Map<number, Map<number, GraphEdge>> {
  const out = new Map<number, Map<number, GraphEdge>>();
  for (const edge of edges) {
    if (edge.to === undefined) continue;
    const from = out.get(edge.from) ?? new Map<number, GraphEdge>();
    out.set(edge.from, from);
    const known = from.get(edge.to);
    if (known === undefined || WEIGHT[edge.confidence] > WEIGHT[known.confidence]) from.set(edge.to, edge);
  }
  return out;
}

/** Steps to the nearest end, by node. */
function distancesTo(ends: ReadonlySet<number>, edges: readonly GraphEdge[]): Map<number, number> {
  const into = new Map<number, number[]>();
  for (const { from, to } of edges) if (to !== undefined) into.set(to, [...(into.get(to) ?? []), from]);
  const distance = new Map([...ends].map((end) => [end, 0]));
  let level = [...ends];
  for (let steps = 1; level.length > 0; steps++) {
    const next: number[] = [];
    for (const node of level) {
      for (const from of into.get(node) ?? []) {
        if (distance.has(from)) continue;
        distance.set(from, steps);
        next.push(from);
      }
    }
    level = next;
  }
  return distance;
}
