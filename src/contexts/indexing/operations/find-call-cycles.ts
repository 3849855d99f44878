import type { Tx } from '../../../kernel/context.ts';
import { operation } from '../../../kernel/operation.ts';
import { describeEdge, describeEnds, describeNode } from '../domain/graph/describe-graph.ts';
import { findComponents } from '../domain/graph/find-components.ts';
import { noStart } from '../domain/graph/no-start.ts';
import type { Walk } from '../domain/graph/walk.ts';
import { CyclesAnswer, CyclesInput } from '../schemas-graph.ts';
import { requireRoots } from '../store/graph/find-roots.ts';
import { graphOf, readArea } from '../store/graph/read-area.ts';
import { traverse } from '../store/graph/traverse.ts';
import { findIndex } from '../store/queries/find-index.ts';
import type { ReadyIndex } from '../store/queries/find-index.ts';
import { renderCycles } from './render-graph.ts';

/** Functions that are looked at for one answer. */
const MOST_FUNCTIONS = 5000;

export const findCallCycles = operation({
  name: 'indexing.find_call_cycles',
  summary: 'Find functions that call each other in a circle, near a function or below a path',
  description: 'Sets of functions of which each reaches all others, and functions that call themselves.',
  access: 'indexing:read',
  effect: 'read',
  input: CyclesInput,
  output: CyclesAnswer,
  errors: ['no_index', 'symbol_not_found', 'definition_not_found', 'no_start'],
  http: { method: 'GET', path: '/api/v1/call-cycles' },
  mcp: { tool: 'find_call_cycles', toolset: 'graph' },
  cli: {
    command: 'query cycles',
    examples: [
      'keelson query cycles --path fs/namei.c',
      'keelson query cycles --symbol path_openat --depth 3',
    ],
    render: renderCycles,
  },
  async run({ tx, tenant }, input) {
    const index = await findIndex(tx, tenant, input.repository);
    const walk = await graphFor(tx, index, input);
    const components = findComponents(walk.edges);
    return {
      value: {
        cycles: components.slice(0, input.limit).map((ids) => {
          const members = new Set(ids);
          const among = walk.edges.filter(
            ({ from, to }) => members.has(from) && to !== undefined && members.has(to),
          );
          return {
            size: ids.length,
            nodes: ids.map((id) => describeNode(walk.nodes.get(id)!.symbol, walk.nodes.get(id)!.depth)),
            edges: among.slice(0, 500).map((edge) => describeEdge(edge, walk.nodes)),
          };
        }),
        total: components.length,
        functions: walk.nodes.size,
        ends: describeEnds(walk.cut, walk.stops),
        repository: index.repository,
        index: index.freshness,
      },
    };
  },
});

interface Where {
  symbol?: string | undefined;
  file?: string | undefined;
  path?: string | undefined;
  depth: number;
  include_indirect: boolean;
}

async function graphFor(tx: Tx, index: ReadyIndex, input: Where): Promise<Walk> {
  const { symbol, file, path, depth, include_indirect: indirect } = input;
  if (symbol !== undefined) {
    const { symbols } = await requireRoots(tx, index, symbol, file);
    return traverse(tx, index, symbols, { direction: 'bidirectional', depth, nodes: 2000, indirect });
  }
  if (path === undefined) throw noStart();
  const { symbols, total } = await readArea(tx, index, path, { limit: MOST_FUNCTIONS, offset: 0 });
  const walk = await graphOf(tx, index, symbols, { indirect, outside: false });
  walk.cut.nodes ||= total > symbols.length;
  return walk;
}
