import { operation } from '../../../kernel/operation.ts';
import { CallersAnswer, CallersInput } from '../schemas.ts';
import { findIndex } from '../store/queries/find-index.ts';
import { nearNames } from '../store/queries/near-names.ts';
import { pageCallers } from '../store/queries/page-callers.ts';
import { pageDefinitions } from '../store/queries/page-definitions.ts';
import { renderCallers } from './render.ts';

export const listCallers = operation({
  name: 'indexing.list_callers',
  summary: 'List who calls a symbol, with every call site',
  description:
    'Calls are matched by name: functions that share one (static ones in C, methods of different classes) have their callers listed together. An unknown name has no callers, and the answer then holds names like it.',
  access: 'indexing:read',
  effect: 'read',
  input: CallersInput,
  output: CallersAnswer,
  errors: ['no_index', 'invalid_cursor'],
  http: { method: 'GET', path: '/api/v1/symbols/{symbol}/callers' },
  mcp: { tool: 'who_calls', toolset: 'core' },
  cli: {
    command: 'query callers <symbol>',
    examples: ['keelson query callers vfs_read', 'keelson query callers kfree --limit 10 --json'],
    render: renderCallers,
  },
  async run({ tx, tenant }, { symbol, limit, cursor, repository }) {
    const index = await findIndex(tx, tenant, repository);
    const page = await pageCallers(tx, index, symbol, limit, cursor);
    const known =
      page.total > 0 || (await pageDefinitions(tx, index, symbol, { limit: 1, offset: 0 })).total > 0;
    const hint = known ? {} : { did_you_mean: await nearNames(tx, index, symbol) };
    return {
      value: {
        symbol,
        callers: page.sites.map(({ name, path, line, site }) => ({
          name,
          file: path,
          line,
          call_type: site.type,
          call_site: { file: path, line: site.line },
        })),
        total: page.total,
        functions: page.functions,
        next_cursor: page.next ?? null,
        ...hint,
        repository: index.repository,
        index: index.freshness,
      },
    };
  },
});
