import { messageOf } from '../../../kernel/errors.ts';
import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import { changeOfEvent, changeOfProgress, type JobChange } from '../domain/job-change.ts';
import { readEvents, readHead, readProgress, type RunningProgress } from '../store/read-changes.ts';

/** One loop that reads a tenant's changes for all who follow them. */
export interface TenantWatch {
  /** Resolves when the first look has said from where on changes are handed over. */
  readonly ready: Promise<void>;
  /** Hands over each batch of changes from about now on; the returned function ends that. */
  join(receive: (changes: readonly JobChange[]) => void): () => void;
}

export interface WatchTenantOptions {
  database: Database;
  log: Log;
  pollMs: number;
  /** Nobody follows any more; the watch is not used again. */
  onIdle(): void;
}

const BATCH = 1000;

/** Makes the loop; it begins with the first who joins, and ends when the last has left. */
export function watchTenant(tenant: number, options: WatchTenantOptions): TenantWatch {
  const { database, log, pollMs } = options;
  const receivers = new Set<(changes: readonly JobChange[]) => void>();
  /** When the progress of each running job that was told of was stored. */
  let told = new Map<string, number>();
  let position: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let away = false;
  let begin: () => void;
  const ready = new Promise<void>((resolve) => (begin = resolve));

  const read = async (): Promise<JobChange[]> => {
    const [{ events, head }, running] = await database.tenant(tenant, async (tx) => {
      const after = position ?? (await readHead(tx, tenant));
      return Promise.all([
        readEvents(tx, tenant, { after, jobId: undefined, limit: BATCH }),
        readProgress(tx, tenant),
      ]);
    });
    // Only now: a connection that breaks at the commit takes with it what was read, and it is read again.
    position = head;
    return [...events.map(changeOfEvent), ...newer(running).map(changeOfProgress)];
  };

  const newer = (running: readonly RunningProgress[]): RunningProgress[] => {
    const fresh = running.filter((row) => told.get(row.job_id) !== row.progress_updated_at.getTime());
    told = new Map(running.map((row) => [row.job_id, row.progress_updated_at.getTime()]));
    return fresh;
  };

  const look = async (): Promise<void> => {
    try {
      const changes = await read();
      away = false;
      begin();
      if (changes.length > 0) for (const receive of receivers) receive(changes);
    } catch (error) {
      if (!away) log.warn({ why: messageOf(error) }, 'Changes of jobs could not be read; trying again');
      away = true;
    }
    if (receivers.size > 0) timer = setTimeout(() => void look(), pollMs);
  };

  return {
    ready,
    join(receive) {
      receivers.add(receive);
      if (receivers.size === 1) void look();
      return () => {
        receivers.delete(receive);
        if (receivers.size > 0) return;
        clearTimeout(timer);
        options.onIdle();
      };
    },
  };
}
