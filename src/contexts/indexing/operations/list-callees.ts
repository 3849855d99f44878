import { operation } from '../../../kernel/operation.ts';
import { CalleesAnswer, CalleesInput } from '../schemas.ts';
import { findIndex } from '../store/queries/find-index.ts';
import { nearNames } from '../store/queries/near-names.ts';
import { pageCallees } from '../store/queries/page-callees.ts';
import { pageDefinitions } from '../store/queries/page-definitions.ts';
import { renderCallees } from './render.ts';

export const listCallees = operation({
  name: 'indexing.list_callees',
  summary: 'List what a symbol calls, with every call site and where the callee is defined',
  description:
    'Symbols are matched by name: the calls of every definition of that name are listed. Where a callee has several definitions, the one in the same file is given, else one that other files can see. An unknown name calls nothing, and the answer then holds names like it.',
  access: 'indexing:read',
  effect: 'read',
  input: CalleesInput,
  output: CalleesAnswer,
  errors: ['no_index'],
  http: { method: 'GET', path: '/api/v1/symbols/{symbol}/callees' },
  mcp: { tool: 'list_dependencies', toolset: 'core' },
  cli: {
    command: 'query callees <symbol>',
    examples: ['keelson query callees vfs_read'],
    render: renderCallees,
  },
  async run({ tx, tenant }, { symbol, limit, offset, repository }) {
    const index = await findIndex(tx, tenant, repository);
    const { callees, total } = await pageCallees(tx, index, symbol, { limit, offset });
    const known = total > 0 || (await pageDefinitions(tx, index, symbol, { limit: 1, offset: 0 })).total > 0;
    const hint = known ? {} : { did_you_mean: await nearNames(tx, index, symbol) };
    return {
      value: { symbol, callees, total, ...hint, repository: index.repository, index: index.freshness },
    };
  },
});
