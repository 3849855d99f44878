import { operation } from '../../../kernel/operation.ts';
import { SymbolAnswer, SymbolInput } from '../schemas.ts';
import { findIndex } from '../store/queries/find-index.ts';
import { nearNames, symbolNotFound } from '../store/queries/near-names.ts';
import { pageDefinitions } from '../store/queries/page-definitions.ts';
import { renderSymbol } from './render.ts';

export const getSymbol = operation({
  name: 'indexing.get_symbol',
  summary: 'Show where a symbol is defined',
  description: 'Every definition of exactly this name, macros included, with file, lines and signature.',
  access: 'indexing:read',
  effect: 'read',
  input: SymbolInput,
  output: SymbolAnswer,
  errors: ['symbol_not_found', 'no_index'],
  http: { method: 'GET', path: '/api/v1/symbols/{name}' },
  mcp: { tool: 'get_symbol', toolset: 'core' },
  cli: {
    command: 'query symbol <name>',
    examples: ['keelson query symbol vfs_read', 'keelson query symbol vfs_read --json'],
    render: renderSymbol,
  },
  async run({ tx, tenant }, { name, limit, offset, repository }) {
    const index = await findIndex(tx, tenant, repository);
    const { matches, total } = await pageDefinitions(tx, index, name, { limit, offset });
    if (total === 0) throw symbolNotFound(name, index.repository, await nearNames(tx, index, name));
    return { value: { matches, total, repository: index.repository, index: index.freshness } };
  },
});
