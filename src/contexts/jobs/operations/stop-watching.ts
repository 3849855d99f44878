import { operation } from '../../../kernel/operation.ts';
import { StoppedWatch, WatchedFolder } from '../schemas-watch.ts';
import { deleteWatch } from '../store/folder-watches.ts';
import { notFollowed } from './submit-change.ts';

/** Also takes a folder that is no longer there. Runs that are queued or running go on. */
export const stopWatching = operation({
  name: 'jobs.stop_watching',
  summary: 'Follow a folder no more',
  access: 'jobs:write',
  effect: 'write',
  input: WatchedFolder,
  output: StoppedWatch,
  errors: ['watch_not_found'],
  http: { method: 'DELETE', path: '/index/watches' },
  mcp: { tool: 'stop_watching', toolset: 'jobs' },
  cli: {
    command: 'jobs unwatch <folder_path>',
    examples: ['keelson jobs unwatch /srv/linux'],
    render: ({ folder_path: folder }) => `${folder} is followed no more`,
  },
  async run({ tx, tenant }, { folder_path: folder }) {
    if (!(await deleteWatch(tx, tenant, folder))) throw notFollowed(folder);
    return { value: { folder_path: folder } };
  },
});
