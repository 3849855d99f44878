import { z } from 'zod';
import { operation } from '../../../kernel/operation.ts';
import { WatchList } from '../schemas-watch.ts';
import { listWatches } from '../store/folder-watches.ts';
import { renderWatches } from './render-watches.ts';

/** Folders whose changes are indexed without anybody asking. */
export const listWatchesOperation = operation({
  name: 'jobs.list_watches',
  summary: 'List the folders that are followed',
  access: 'jobs:read',
  effect: 'read',
  input: z.object({}),
  output: WatchList,
  http: { method: 'GET', path: '/index/watches' },
  mcp: { tool: 'list_watches', toolset: 'jobs' },
  cli: { command: 'jobs watches', examples: ['keelson jobs watches'], render: renderWatches },
  async run({ tx, tenant }) {
    const rows = await listWatches(tx, tenant);
    return {
      value: {
        watches: rows.map((row) => ({
          folder_path: row.folder_path,
          debounce_seconds: row.debounce_seconds,
          requested_by: { kind: row.requested_by.kind, id: row.requested_by.id },
          created_at: row.created_at.toISOString(),
          followed_by: row.followed_by,
          problem: row.problem,
        })),
      },
    };
  },
});
