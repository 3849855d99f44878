import { operation } from '../../../kernel/operation.ts';
import { countGraph } from '../domain/graph/count-graph.ts';
import { describeEdge, describeEnds, describeNode, nodeId } from '../domain/graph/describe-graph.ts';
import { filterGraph } from '../domain/graph/filter-graph.ts';
import { findComponents } from '../domain/graph/find-components.ts';
import { findPaths } from '../domain/graph/find-paths.ts';
import { TraverseAnswer, TraverseInput } from '../schemas-graph.ts';
import { attachGuards } from '../store/graph/attach-guards.ts';
import { requireRoots } from '../store/graph/find-roots.ts';
import { traverse } from '../store/graph/traverse.ts';
import { findIndex } from '../store/queries/find-index.ts';
import { questionId } from './question-id.ts';
import { renderTraversal } from './render-graph.ts';

export const traverseCallGraph = operation({
  name: 'indexing.traverse_call_graph',
  summary: 'Walk the call graph from a function: nodes, edges, cycles and counts',
  description:
    'Breadth-first and bounded. Where several definitions have the name, all are started from. Edges say what they rest on and how sure they are.',
  access: 'indexing:read',
  effect: 'read',
  input: TraverseInput,
  output: TraverseAnswer,
  errors: ['no_index', 'symbol_not_found', 'definition_not_found'],
  http: { method: 'POST', path: '/api/v1/call-graph/traverse' },
  mcp: { tool: 'traverse_call_graph', toolset: 'graph' },
  cli: {
    command: 'query traverse <start-symbol>',
    examples: [
      'keelson query traverse vfs_read --max-depth 2',
      'keelson query traverse kfree --direction backward --max-depth 2 --max-nodes 50 --json',
    ],
    render: renderTraversal,
  },
  async run({ tx, tenant }, input) {
    const index = await findIndex(tx, tenant, input.repository);
    const roots = await requireRoots(tx, index, input.start_symbol, input.file);
    const whole = await traverse(tx, index, roots.symbols, {
      direction: input.direction,
      depth: input.max_depth,
      nodes: input.max_nodes,
      indirect: input.include_indirect,
    });
    const walk = filterGraph(whole, input.filters ?? {});
    await attachGuards(tx, index, walk.edges);
    const starts = new Set(roots.symbols.map(({ id }) => id));
    const idsOf = (ids: readonly number[]) => ids.map((id) => nodeId(walk.nodes.get(id)!.symbol));
    const target = input.target_symbol;
    return {
      value: {
        traversal_id: questionId(index, input),
        start: roots.symbols.map(nodeId),
        nodes: [...walk.nodes.values()].map(({ symbol, depth }) => describeNode(symbol, depth)),
        edges: walk.edges.map((edge) => describeEdge(edge, walk.nodes)),
        ...(target === undefined ? {} : { paths: pathsTo(target) }),
        ...(input.detect_cycles
          ? { cycles: findComponents(walk.edges).map((nodes) => ({ nodes: idsOf(nodes) })) }
          : {}),
        ...(input.include_metrics ? { statistics: countGraph(walk.nodes, walk.edges) } : {}),
        ends: describeEnds(walk.cut, walk.stops),
        ambiguous: roots.about.ambiguous,
        repository: index.repository,
        index: index.freshness,
      },
    };

    function pathsTo(name: string) {
      const ends = new Set(
        [...walk.nodes.values()].filter(({ symbol }) => symbol.name === name).map(({ symbol }) => symbol.id),
      );
      const [from, to] = input.direction === 'backward' ? [ends, starts] : [starts, ends];
      const bounds = { paths: input.find_all_paths ? 10 : 1, depth: Math.min(input.max_depth, 20) };
      return findPaths(walk.edges, from, to, bounds).map(({ edges, confidence }) => ({
        path_edges: edges.map((edge) => describeEdge(edge, walk.nodes)),
        path_length: edges.length,
        total_confidence: confidence,
      }));
    }
  },
});
