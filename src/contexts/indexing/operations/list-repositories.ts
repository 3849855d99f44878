import { operation } from '../../../kernel/operation.ts';
import { RepositoriesAnswer, RepositoriesInput } from '../schemas.ts';
import type { Repository } from '../schemas.ts';
import { exampleSymbols } from '../store/queries/example-symbols.ts';
import { freshnessOf } from '../store/queries/find-index.ts';
import { listIndexes } from '../store/queries/list-indexes.ts';
import { renderRepositories } from './render.ts';

const MOST_EXAMPLES = 3;

export const listRepositories = operation({
  name: 'indexing.list_repositories',
  summary: 'List indexed repositories, with totals and when they were indexed',
  access: 'indexing:read',
  effect: 'read',
  input: RepositoriesInput,
  output: RepositoriesAnswer,
  http: { method: 'GET', path: '/api/v1/repositories' },
  mcp: { tool: 'list_repositories', toolset: 'core' },
  cli: {
    command: 'query repositories',
    examples: ['keelson query repositories'],
    render: renderRepositories,
  },
  async run({ tx, tenant }, { examples, limit, offset, repository: named }) {
    const { rows, total } = await listIndexes(tx, tenant, { repository: named, limit, offset });
    const repositories: Repository[] = [];
    for (const row of rows) {
      const { id, repository, manifest_id, totals, loading } = row;
      const index = freshnessOf(row);
      const entry = { path: repository, manifest_id, loaded_at: index.indexed_at, ...totals, loading, index };
      if (!examples) repositories.push(entry);
      else repositories.push({ ...entry, examples: await exampleSymbols(tx, { tenant, id }, MOST_EXAMPLES) });
    }
    return { value: { repositories, total } };
  },
});
