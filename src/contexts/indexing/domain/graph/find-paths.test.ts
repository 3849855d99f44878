import { describe, expect, it } from 'vitest';
import { findComponents } from './find-components.ts';
import { findPaths } from './find-paths.ts';
import type { Confidence, GraphEdge } from './graph-types.ts';

const edge = (from: number, to: number | undefined, confidence: Confidence = 'high'): GraphEdge => ({
  from,
  to,
  name: `n${to}`,
  type: 'direct',
  evidence: { kind: 'call', detail: '' },
  confidence,
  candidates: 1,
  path: 'a.c',
  lines: [1],
});
const paths = (edges: GraphEdge[], from: number, to: number, bounds = { paths: 3, depth: 5 }) =>
  findPaths(edges, new Set([from]), new Set([to]), bounds).map(({ edges, confidence }) => [
    [from, ...edges.map((step) => step.to)].join('-'),
    confidence,
  ]);

describe('findPaths', () => {
  it('gives the shortest first, and the surer of two of one length', () => {
    const edges = [
      edge(1, 2, 'low'),
      edge(2, 9),
      edge(1, 3, 'medium'),
      edge(3, 9),
      edge(3, 4),
      edge(4, 9),
      edge(4, undefined),
    ];
    expect(paths(edges, 1, 9)).toEqual([
      ['1-3-9', 0.7],
      ['1-2-9', 0.3],
      ['1-3-4-9', 0.7],
    ]);
  });

  it('takes the surest of parallel edges', () => {
    expect(paths([edge(1, 2, 'low'), edge(1, 2), edge(1, 2, 'medium')], 1, 2)).toEqual([['1-2', 1]]);
  });

  it('passes no node twice, but finds the way back to where it starts', () => {
    const edges = [edge(1, 2), edge(2, 1), edge(2, 2), edge(2, 3)];
    expect(paths(edges, 1, 3)).toEqual([['1-2-3', 1]]);
    expect(paths(edges, 1, 1)).toEqual([['1-2-1', 1]]);
    expect(paths([edge(1, 1)], 1, 1)).toEqual([['1-1', 1]]);
  });

  it('keeps to its depth and number', () => {
    const chain = [1, 2, 3, 4, 5].map((node) => edge(node, node + 1));
    expect(paths(chain, 1, 6, { paths: 1, depth: 4 })).toEqual([]);
    expect(paths(chain, 1, 6, { paths: 1, depth: 5 })).toHaveLength(1);
    expect(paths(chain, 6, 1)).toEqual([]);
  });

  it('is done in time where paths are beyond counting', () => {
    const layers = 12;
    const edges = Array.from({ length: layers * 100 }, (_, place) => {
      const [layer, pair] = [Math.floor(place / 100), place % 100];
      return edge(layer * 10 + Math.floor(pair / 10), (layer + 1) * 10 + (pair % 10));
    });
    expect(paths(edges, 0, layers * 10, { paths: 10, depth: 12 })).toHaveLength(10);
  });
});

describe('findComponents', () => {
  it('gives sets that reach each other, largest first, and nodes that call themselves', () => {
    const edges = [
      { from: 1, to: 2 },
      { from: 2, to: 3 },
      { from: 3, to: 1 },
      { from: 3, to: 4 },
      { from: 4, to: 5 },
      { from: 5, to: 4 },
      { from: 6, to: 6 },
      { from: 7, to: 1 },
      { from: 7, to: undefined },
    ];
    expect(findComponents(edges)).toEqual([[1, 2, 3], [4, 5], [6]]);
  });

  it('has none where nothing leads back, however long the chain', () => {
    const chain = Array.from({ length: 50_000 }, (_, from) => ({ from, to: from + 1 }));
    expect(findComponents(chain)).toEqual([]);
    expect(findComponents([...chain, { from: 50_000, to: 0 }])[0]).toHaveLength(50_001);
  });
});
