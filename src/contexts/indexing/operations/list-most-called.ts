import { operation } from '../../../kernel/operation.ts';
import { TopAnswer, TopInput } from '../schemas-lists.ts';
import { mostCalled } from '../store/graph/most-called.ts';
import { findIndex } from '../store/queries/find-index.ts';
import { renderTop } from './render-lists.ts';

export const listMostCalled = operation({
  name: 'indexing.list_most_called',
  summary: 'List the functions that most others call',
  description: 'Counted by name. With `path`, those of the 5,000 most called names that are defined there.',
  access: 'indexing:read',
  effect: 'read',
  input: TopInput,
  output: TopAnswer,
  errors: ['no_index'],
  http: { method: 'GET', path: '/api/v1/most-called' },
  mcp: { tool: 'list_most_called', toolset: 'graph' },
  cli: {
    command: 'query top',
    examples: ['keelson query top', 'keelson query top --path fs/ext4/ --limit 10'],
    render: renderTop,
  },
  async run({ tx, tenant }, { limit, defined_only, path, repository }) {
    const index = await findIndex(tx, tenant, repository);
    const { rows, total } = await mostCalled(tx, index, { limit, definedOnly: defined_only, path });
    return {
      value: {
        functions: rows,
        total,
        by_name: true as const,
        repository: index.repository,
        index: index.freshness,
      },
    };
  },
});
