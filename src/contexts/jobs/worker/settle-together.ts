import type { Database } from '../../../platform/db/types.ts';
import { settleJobs } from '../store/settle-jobs.ts';
import type { EndedAttempt, SettledJob } from '../store/settle-jobs.ts';
import { announce } from './announce.ts';
import { settledEvent } from './settle-parent.ts';

/** Writes the end of an attempt; answers undefined when the lease was lost. Rejects when it could not be written. */
export type Settle = (ended: EndedAttempt) => Promise<SettledJob | undefined>;

/** Ends in one transaction. */
const MOST = 512;

interface Waiting {
  ended: EndedAttempt;
  resolve: (settled: SettledJob | undefined) => void;
  reject: (error: unknown) => void;
}

/**
 * Makes a {@link Settle} that writes the ends that come while it writes others together, in one transaction a tenant.
 * The first never waits; a commit takes as long for many as for one.
 */
export function settleTogether({ database, owner }: { database: Database; owner: string }): Settle {
  const waiting = new Map<number, Waiting[]>();
  const writing = new Set<number>();

  const write = async (tenant: number): Promise<void> => {
    for (let group = take(tenant); group.length > 0; group = take(tenant)) {
      try {
        const settled = await store(tenant, group);
        for (const { ended, resolve } of group) resolve(settled.get(ended.lease.jobId));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    writing.delete(tenant);
  };
  const take = (tenant: number): Waiting[] => {
    const all = waiting.get(tenant) ?? [];
    const group = all.splice(0, MOST);
    if (all.length === 0) waiting.delete(tenant);
    return group;
  };
  const store = (tenant: number, group: readonly Waiting[]): Promise<Map<string, SettledJob>> =>
    database.tenant(tenant, async (tx, atCommit) => {
      const settled = await settleJobs(
        tx,
        tenant,
        group.map(({ ended }) => ended),
      );
      const byId = new Map(settled.map((job) => [job.jobId, job]));
      // They are told in the order in which they ended.
      const events = group.flatMap(({ ended: { lease } }) => {
        const job = byId.get(lease.jobId);
        return job === undefined ? [] : [settledEvent(job)];
      });
      if (events.length > 0) announce(atCommit, { tenant, owner, operation: 'jobs.settle', events });
      return byId;
    });

  return (ended) =>
    new Promise((resolve, reject) => {
      const { tenant } = ended.lease;
      const others = waiting.get(tenant);
      if (others === undefined) waiting.set(tenant, [{ ended, resolve, reject }]);
      else others.push({ ended, resolve, reject });
      if (writing.has(tenant)) return;
      writing.add(tenant);
      // What ends in the same turn of the event loop goes together.
      setImmediate(() => void write(tenant));
    });
}
