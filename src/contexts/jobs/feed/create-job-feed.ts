import { AppError } from '../../../kernel/errors.ts';
import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import { repeatWhileUnavailable } from '../../../platform/runner/repeat-while-unavailable.ts';
import { changeOfEvent, type JobChange } from '../domain/job-change.ts';
import { readEvents, readHead } from '../store/read-changes.ts';
import { watchTenant, type TenantWatch } from './watch-tenant.ts';

export interface JobFeedOptions {
  database: Database;
  log: Log;
  /** Time between two looks while somebody follows; 200 ms when not given. */
  pollMs?: number;
}

export interface FollowOptions {
  tenant: number;
  /** Tell what came after this number; what comes from now on when not given. */
  after?: string;
  /** Only changes of this job. */
  jobId?: string;
  /** Ends the following. */
  signal: AbortSignal;
}

/** Changes of jobs as they are committed. */
export interface JobFeed {
  /** Number of the tenant's newest event: a point to follow from. */
  head(tenant: number): Promise<string>;
  /** The first changes after a number that are there already; 500 at most. */
  since(options: { tenant: number; after: string; jobId?: string }): Promise<JobChange[]>;
  /**
   * Yields changes until the signal fires: first those after `after`, then new ones, each once and in the order of
   * commits. A database that ends and comes back does not end it. Throws `follower_too_slow` when the reader falls far
   * behind; it can go on from the last number it read.
   */
  follow(options: FollowOptions): AsyncGenerator<JobChange, void>;
}

/** Events read at a time while catching up. */
const PAGE = 500;
/** Changes held for one reader. */
const LONGEST_BACKLOG = 10_000;

/**
 * Makes a feed. The tenant's outbox is read by one loop a tenant, and only while somebody follows: notifications
 * would reach it sooner by a tenth of a second, and cost every commit of the queue a lock of the whole database.
 */
export function createJobFeed(options: JobFeedOptions): JobFeed {
  const { database } = options;
  const watches = new Map<number, TenantWatch>();

  const watchOf = (tenant: number): TenantWatch => {
    let watch = watches.get(tenant);
    if (watch === undefined) {
      watch = watchTenant(tenant, {
        ...options,
        pollMs: options.pollMs ?? 200,
        onIdle: () => watches.delete(tenant),
      });
      watches.set(tenant, watch);
    }
    return watch;
  };

  const read = (tenant: number, after: string, jobId: string | undefined) =>
    database.tenant(tenant, (tx) => readEvents(tx, tenant, { after, jobId, limit: PAGE }));
  const head = (tenant: number) => database.tenant(tenant, (tx) => readHead(tx, tenant));

  async function* follow({ tenant, after, jobId, signal }: FollowOptions): AsyncGenerator<JobChange, void> {
    const backlog: JobChange[] = [];
    let wake: (() => void) | undefined;
    const rouse = (): void => wake?.();
    const watch = watchOf(tenant);
    const leave = watch.join((changes) => {
      backlog.push(...(jobId === undefined ? changes : changes.filter((change) => change.jobId === jobId)));
      rouse();
    });
    const aborted = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve(), { once: true }),
    );
    signal.addEventListener('abort', rouse);
    try {
      // Watching begins before catching up, so nothing falls between the two; what comes twice is told by its number.
      await Promise.race([watch.ready, aborted]);
      const patiently = <Value>(ask: () => Promise<Value>) => repeatWhileUnavailable(ask, { signal });
      let position = BigInt(after ?? (await patiently(() => head(tenant))));
      for (let caughtUp = false; !caughtUp && !signal.aborted;) {
        const page = await patiently(() => read(tenant, String(position), jobId));
        yield* page.events.map(changeOfEvent);
        position = BigInt(page.head);
        caughtUp = page.events.length < PAGE;
      }
      while (!signal.aborted) {
        const change = backlog.shift();
        if (change === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
            if (backlog.length > 0 || signal.aborted) resolve();
          });
          continue;
        }
        if (backlog.length > LONGEST_BACKLOG) throw tooSlow(position);
        if (change.seq !== undefined) {
          if (BigInt(change.seq) <= position) continue;
          position = BigInt(change.seq);
        }
        yield change;
      }
    } finally {
      signal.removeEventListener('abort', rouse);
      leave();
    }
  }
  return {
    head,
    since: async ({ tenant, after, jobId }) => (await read(tenant, after, jobId)).events.map(changeOfEvent),
    follow,
  };
}

function tooSlow(position: bigint): AppError {
  return new AppError(
    'too_many',
    'follower_too_slow',
    `More than ${LONGEST_BACKLOG} changes wait to be read; go on after event ${position}`,
  );
}
