import { operation } from '../../../kernel/operation.ts';
import { describeEdge, describeEnds, describeNode } from '../domain/graph/describe-graph.ts';
import { TracePathAnswer, TracePathInput } from '../schemas-graph.ts';
import { attachGuards } from '../store/graph/attach-guards.ts';
import { requireRoots } from '../store/graph/find-roots.ts';
import { tracePath } from '../store/graph/trace-path.ts';
import { findIndex } from '../store/queries/find-index.ts';
import { renderPaths } from './render-graph.ts';

export const traceCallPath = operation({
  name: 'indexing.trace_call_path',
  summary: 'Find how one function comes to call another, shortest paths first',
  description:
    'Direct calls are tried first; only where they give no path are calls through pointers joined with the tables that set them, each edge with its evidence.',
  access: 'indexing:read',
  effect: 'read',
  input: TracePathInput,
  output: TracePathAnswer,
  errors: ['no_index', 'symbol_not_found', 'definition_not_found'],
  http: { method: 'GET', path: '/api/v1/call-paths' },
  mcp: { tool: 'trace_call_path', toolset: 'graph' },
  cli: {
    command: 'query path <from-function> <to-function>',
    examples: [
      'keelson query path ksys_read rw_verify_area',
      'keelson query path sys_read ext4_file_read_iter --max-depth 6',
    ],
    render: renderPaths,
  },
  async run({ tx, tenant }, input) {
    const index = await findIndex(tx, tenant, input.repository);
    const from = await requireRoots(tx, index, input.from_function, input.from_file);
    const to = await requireRoots(tx, index, input.to_function, input.to_file);
    const bounds = { paths: input.max_paths, depth: input.max_depth };
    const direct = await tracePath(tx, index, from.symbols, to.symbols, { ...bounds, indirect: false });
    const { paths, seen } =
      direct.paths.length > 0 || !input.include_indirect
        ? direct
        : await tracePath(tx, index, from.symbols, to.symbols, { ...bounds, indirect: true });
    await attachGuards(
      tx,
      index,
      paths.flatMap(({ edges }) => edges),
    );
    const ids = new Set(paths.flatMap(({ edges }) => edges.flatMap((edge) => [edge.from, edge.to!])));
    return {
      value: {
        from_function: input.from_function,
        to_function: input.to_function,
        paths: paths.map(({ edges, confidence }) => ({
          path_edges: edges.map((edge) => describeEdge(edge, seen.nodes)),
          path_length: edges.length,
          total_confidence: confidence,
        })),
        total: paths.length,
        nodes: [...ids].map((id) => describeNode(seen.nodes.get(id)!.symbol, seen.nodes.get(id)!.depth)),
        searched: seen.nodes.size,
        ends: describeEnds(seen.cut, seen.stops),
        repository: index.repository,
        index: index.freshness,
      },
    };
  },
});
