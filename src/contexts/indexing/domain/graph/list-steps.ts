import type { FlowStep } from '../../schemas-graph.ts';
import { describeEdge } from './describe-graph.ts';
import type { GraphEdge } from './graph-types.ts';
import { groupBy } from '../group-by.ts';
import { architectureOf } from './source-folders.ts';
import type { Walk } from './walk.ts';

/**
 * A walk along the calls as a reader would follow it: under each function the calls it makes, in the order of their
 * lines, and under each of those its own. A function is followed where it is met first; calls that lead nowhere in
 * the index are left out, since the answer counts them. Of several definitions a call by name may reach one is
 * followed, which the step says by their number: one that is of no architecture where there is such.
 */
export function listSteps(walk: Walk, roots: readonly number[], includeMacros: boolean): FlowStep[] {
  const followed = new Set<number>(roots);
  const steps: FlowStep[] = [];
  const leading = walk.edges.filter(({ to }) => to !== undefined && (includeMacros || !isMacro(to)));
  const calls = groupBy(
    leading,
    ({ from, to, name, type }) => `${from} ${name} ${type === 'indirect' ? to : ''}`,
  );
  const out = groupBy(
    [...calls.values()].map((edges) => edges.find(({ to }) => isGeneral(to!)) ?? edges[0]!),
    ({ from }) => from,
  );
  const stack = roots.toReversed().flatMap((root) => opened(root, 1));

  function isMacro(id: number): boolean {
    return walk.nodes.get(id)!.symbol.kind === 'm';
  }
  function isGeneral(id: number): boolean {
    return architectureOf(walk.nodes.get(id)!.symbol.path) === undefined;
  }
  function opened(node: number, depth: number): { edge: GraphEdge; depth: number }[] {
    const edges = [...(out.get(node) ?? [])].sort((a, b) => a.lines[0]! - b.lines[0]!);
    return edges.toReversed().map((edge) => ({ edge, depth }));
  }

  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { edge, depth } = next;
    const to = edge.to!;
    steps.push(toStep(edge, depth, walk));
    if (followed.has(to)) continue;
    followed.add(to);
    stack.push(...opened(to, depth + 1));
  }
  return steps;
}

function toStep(edge: GraphEdge, depth: number, walk: Walk): FlowStep {
  const { symbol } = walk.nodes.get(edge.to!)!;
  const { confidence, candidates, evidence, guard } = describeEdge(edge, walk.nodes);
  const line = edge.lines[0]!;
  return {
    edge:
      edge.type === 'indirect' ? 'indirect_call' : symbol.kind === 'm' ? 'macro_expansion' : 'function_call',
    from: walk.nodes.get(edge.from)!.symbol.name,
    to: symbol.name,
    span: { path: edge.path, start: line, end: line },
    depth,
    file: symbol.path,
    line: symbol.line,
    confidence,
    candidates,
    evidence,
    ...(guard === undefined ? {} : { guard }),
  };
}
