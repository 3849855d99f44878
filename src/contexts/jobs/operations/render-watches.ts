import { renderTable } from '../../../platform/cli/table.ts';
import type { WatchList } from '../schemas-watch.ts';

/** Followed folders as a table. */
export function renderWatches({ watches }: WatchList): string {
  if (watches.length === 0)
    return 'No folder is followed; an index request with watch_mode auto follows its folder.';
  return renderTable(
    [{ title: 'Folder' }, { title: 'Followed by' }, { title: 'Asked for by' }],
    watches.map((watch) => [
      watch.folder_path,
      watch.followed_by ?? watch.problem ?? 'nobody yet',
      `${watch.requested_by.kind} ${watch.requested_by.id}`,
    ]),
  );
}
