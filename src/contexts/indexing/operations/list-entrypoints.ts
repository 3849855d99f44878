import { operation } from '../../../kernel/operation.ts';
import { EntrypointsAnswer, EntrypointsInput } from '../schemas-lists.ts';
import { listEntrypoints as readEntrypoints } from '../store/graph/read-entrypoints.ts';
import { findIndex } from '../store/queries/find-index.ts';
import { renderEntrypoints } from './render-lists.ts';

export const listEntrypoints = operation({
  name: 'indexing.list_entrypoints',
  summary: 'List where control enters from outside: system calls, module inits, exports, handlers',
  access: 'indexing:read',
  effect: 'read',
  input: EntrypointsInput,
  output: EntrypointsAnswer,
  errors: ['no_index'],
  http: { method: 'GET', path: '/api/v1/entrypoints' },
  mcp: { tool: 'list_entrypoints', toolset: 'graph' },
  cli: {
    command: 'query entrypoints',
    examples: [
      'keelson query entrypoints --kind syscall --limit 10',
      'keelson query entrypoints --path fs/ext4/',
    ],
    render: renderEntrypoints,
  },
  async run({ tx, tenant }, { kind, name, path, limit, offset, repository }) {
    const index = await findIndex(tx, tenant, repository);
    const { rows, kinds } = await readEntrypoints(tx, index, { kind, name, path }, { limit, offset });
    const total =
      kind === undefined ? Object.values(kinds).reduce((sum, count) => sum + count, 0) : (kinds[kind] ?? 0);
    return {
      value: { entrypoints: rows, total, kinds, repository: index.repository, index: index.freshness },
    };
  },
});
