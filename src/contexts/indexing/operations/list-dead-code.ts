import { operation } from '../../../kernel/operation.ts';
import { describeNode } from '../domain/graph/describe-graph.ts';
import { DeadAnswer, DeadInput } from '../schemas-lists.ts';
import { findUnused } from '../store/graph/find-unused.ts';
import { findIndex } from '../store/queries/find-index.ts';
import { renderDead } from './render-lists.ts';

const CANNOT_KNOW = [
  'names that macros put together (`name##_show`), and calls from assembler, linker scripts and generated files',
  'a function that only a header declares, where it is assigned or handed on outside a table',
  'a function that shares its name with one that is used counts as used',
  'callers outside this repository',
];

export const listDeadCode = operation({
  name: 'indexing.list_dead_code',
  summary: 'List functions that nothing in the index uses: candidates, not verdicts',
  description:
    'No call of the name, in no table of functions, no argument of a macro at file level, no entry point, not exported. The answer says what it cannot know.',
  access: 'indexing:read',
  effect: 'read',
  input: DeadInput,
  output: DeadAnswer,
  errors: ['no_index'],
  http: { method: 'GET', path: '/api/v1/dead-code' },
  mcp: { tool: 'list_dead_code', toolset: 'graph' },
  cli: {
    command: 'query dead',
    examples: ['keelson query dead --path fs/ext4/', 'keelson query dead --path kernel/ --limit 20'],
    render: renderDead,
  },
  async run({ tx, tenant }, { path, include_headers, limit, offset, repository }) {
    const index = await findIndex(tx, tenant, repository);
    const found = await findUnused(tx, index, { path, headers: include_headers, limit, offset });
    return {
      value: {
        candidates: found.symbols.map((symbol) => {
          const { name, kind, file, line, end_line, static: isStatic } = describeNode(symbol, 0);
          return { name, kind, file, line, end_line, static: isStatic };
        }),
        total: found.total,
        total_is_exact: found.exact,
        cannot_know: CANNOT_KNOW,
        repository: index.repository,
        index: index.freshness,
      },
    };
  },
});
