import { renderTable } from '../../../platform/cli/table.ts';
import type { WorkerList } from '../schemas.ts';

/** Workers as a table. */
export function renderWorkerList({ workers }: WorkerList): string {
  if (workers.length === 0) return 'No worker is running: `keelson serve` or `keelson worker` starts one.';
  const rows = workers.map((worker) => [
    worker.name,
    servedText(worker.roots),
    String(worker.concurrency),
    worker.started_at,
    worker.seen_at,
  ]);
  return renderTable(
    [
      { title: 'Worker' },
      { title: 'Serves' },
      { title: 'Jobs at once', align: 'right' },
      { title: 'Started' },
      { title: 'Seen' },
    ],
    rows,
  );
}

function servedText(roots: readonly string[] | null): string {
  if (roots === null) return 'every folder';
  return roots.length === 0 ? 'no folder' : roots.join(', ');
}
