import { SYMBOL_KINDS } from '../../records.ts';
import type { SymbolKind } from '../../records.ts';
import type { GraphLink, GraphNode } from '../../schemas-graph.ts';
import type { Cut, GraphEdge, GraphSymbol } from './graph-types.ts';
import type { Stops, Walk } from './walk.ts';

const KIND_NAMES = new Map(Object.entries(SYMBOL_KINDS).map(([kind, letter]) => [letter as string, kind]));

/** Name of a node that says where it is: the same over answers, as long as the file does not change. */
export function nodeId({ name, path, line }: Pick<GraphSymbol, 'name' | 'path' | 'line'>): string {
  return `${name}@${path}:${line}`;
}

export function describeNode(symbol: GraphSymbol, depth: number): GraphNode {
  return {
    id: nodeId(symbol),
    name: symbol.name,
    kind: KIND_NAMES.get(symbol.kind) as SymbolKind,
    file: symbol.path,
    line: symbol.line,
    end_line: Math.max(symbol.line, symbol.endLine),
    static: symbol.isStatic,
    depth,
  };
}

/** An edge of a walk as answers have it. */
export function describeEdge(edge: GraphEdge, nodes: Walk['nodes']): GraphLink {
  const to = edge.to === undefined ? undefined : nodes.get(edge.to)?.symbol;
  const { kind, detail, path, line } = edge.evidence;
  return {
    from: nodeId(nodes.get(edge.from)!.symbol),
    to: to === undefined ? null : nodeId(to),
    name: edge.name,
    call_type: edge.type,
    confidence: edge.confidence,
    candidates: edge.candidates,
    evidence: {
      kind,
      ...(detail === '' ? {} : { detail }),
      ...(path === undefined ? {} : { file: path }),
      ...(line === undefined ? {} : { line }),
    },
    call_sites: edge.lines.map((line) => ({ file: edge.path, line })),
    ...(edge.guard === undefined ? {} : { guard: edge.guard }),
  };
}

/** The fields of an answer that say where its graph ends. */
export function describeEnds(cut: Cut, stops: Stops) {
  const by: ('nodes' | 'callers_or_candidates')[] = [];
  if (cut.nodes) by.push('nodes');
  if (cut.fanout) by.push('callers_or_candidates');
  return {
    truncated: by.length > 0,
    truncated_by: by,
    unresolved_pointers: stops.pointers,
    undefined_calls: stops.undefined,
  };
}
