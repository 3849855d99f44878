import type { Database } from '../../../platform/db/types.ts';
import { settleJobs } from '../store/settle-jobs.ts';
import type { EndedAttempt, SettledJob } from '../store/settle-jobs.ts';
import { announce } from './announce.ts';
import { settledEvent } from './settle-parent.ts';

/**
 * Writes the end of an attempt; answers, by their ids, the jobs that were written with it, and its own only when the lease
 * was held. Rejects when they could not be written.
 */
export type Settle = (ended: EndedAttempt) => Promise<ReadonlyMap<string, SettledJob>>;

/** Ends in one transaction. */
const MOST = 512;

/** Ends that are written together. */
interface Group {
  ended: EndedAttempt[];
  settled: Promise<ReadonlyMap<string, SettledJob>>;
  resolve: (settled: ReadonlyMap<string, SettledJob>) => void;
  reject: (error: unknown) => void;
}

/**
 * Makes a {@link Settle} that writes the ends that come while it writes others together, in one transaction a tenant.
 * The first never waits; a commit takes as long for many as for one.
 */
export function settleTogether({ database, owner }: { database: Database; owner: string }): Settle {
  /** Groups of a tenant that are not being written. It has an entry as long as somebody writes. */
  const waiting = new Map<number, Group[]>();

  const write = async (tenant: number, groups: Group[]): Promise<void> => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
      await store(tenant, group.ended).then(group.resolve, group.reject);
    }
    waiting.delete(tenant);
  };
  const store = (tenant: number, ended: readonly EndedAttempt[]): Promise<ReadonlyMap<string, SettledJob>> =>
    database.tenant(tenant, async (tx, atCommit) => {
      const settled = await settleJobs(tx, tenant, ended);
      const byId = new Map(settled.map((job) => [job.jobId, job]));
      // They are told in the order in which they ended.
      const events = ended.flatMap(({ lease }) => {
        const job = byId.get(lease.jobId);
        return job === undefined ? [] : [settledEvent(job)];
      });
      if (events.length > 0) announce(atCommit, { tenant, owner, operation: 'jobs.settle', events });
      return byId;
    });

  const beginToWrite = (tenant: number): Group[] => {
    const groups: Group[] = [];
    waiting.set(tenant, groups);
    // What ends in the same turn of the event loop goes together.
    setImmediate(() => void write(tenant, groups));
    return groups;
  };

  return (ended) => {
    const { tenant } = ended.lease;
    const groups = waiting.get(tenant) ?? beginToWrite(tenant);
    let group = groups.at(-1);
    if (group === undefined || group.ended.length === MOST) groups.push((group = newGroup()));
    group.ended.push(ended);
    return group.settled;
  };
}

function newGroup(): Group {
  let resolve: Group['resolve'] = () => undefined;
  let reject: Group['reject'] = () => undefined;
  const settled = new Promise<ReadonlyMap<string, SettledJob>>((res, rej) => {
    resolve = res;
    reject = rej;
  });
  return { ended: [], settled, resolve, reject };
}
