import { operation } from '../../../kernel/operation.ts';
import { SearchAnswer, SearchInput } from '../schemas-search.ts';
import { findIndex } from '../store/queries/find-index.ts';
import { searchIndex } from '../store/search/search-index.ts';
import { renderSearch } from './render.ts';

export const search = operation({
  name: 'indexing.search',
  summary: 'Find symbols and files by name, path, signature or documentation',
  description:
    'Ranks exact names first, then names that start with the query, then those with a word that does, then any that ' +
    'hold it, then what is documented with it. When there is nothing, names like it come back as `fuzzy`.',
  access: 'indexing:read',
  effect: 'read',
  input: SearchInput,
  output: SearchAnswer,
  errors: ['no_index'],
  http: { method: 'GET', path: '/api/v1/search' },
  mcp: { tool: 'search_code', toolset: 'core' },
  cli: {
    command: 'query search <query>',
    examples: [
      'keelson query search vfs_re',
      'keelson query search parser --kind class --path src/',
      'keelson query search "page fault handler"',
    ],
    render: renderSearch,
  },
  async run({ tx, tenant }, { query, match, kind, kinds = [], language, path, repository, ...page }) {
    const index = await findIndex(tx, tenant, repository);
    const { hits, total, exact } = await searchIndex(
      tx,
      index,
      query,
      { match, kinds: kind === undefined ? kinds : [kind, ...kinds], language, path },
      { limit: page.topK ?? page.limit, offset: page.offset },
    );
    return {
      value: { hits, total, total_is_exact: exact, repository: index.repository, index: index.freshness },
    };
  },
});
