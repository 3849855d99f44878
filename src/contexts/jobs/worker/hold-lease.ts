import { messageOf } from '../../../kernel/errors.ts';
import type { JobProgress } from '../../../kernel/job.ts';
import type { Database } from '../../../platform/db/types.ts';
import type { Log } from '../../../platform/log/create-log.ts';
import { trackProgress } from '../domain/progress.ts';
import type { StoredProgress } from '../domain/progress.ts';
import { extendLease } from '../store/lease.ts';
import type { Lease } from '../store/lease.ts';

/** Keeps a lease alive and stores progress. */
export interface LeaseHolder {
  progress(progress: JobProgress): void;
  /** Resolves when progress reported so far is stored. */
  idle(): Promise<void>;
  /** Ends the heartbeat; resolves when no statement of it is under way. */
  release(): Promise<void>;
}

export interface HoldLeaseOptions {
  database: Database;
  log: Log;
  leaseSeconds: number;
  /** The lease was extended and holds for so long from now. */
  onExtended(milliseconds: number): void;
  /** The lease is gone, or could not be extended for its whole length. */
  onLost(): void;
  /** Somebody asked the job to stop. */
  onCancelRequested(): void;
}

/**
 * Extends the lease every third of its length and with each progress report. While the database cannot be
 * reached it goes on trying until, by this machine's own monotonic clock, the lease must have run out.
 */
export function holdLease(lease: Lease, options: HoldLeaseOptions): LeaseHolder {
  const { database, log, leaseSeconds } = options;
  let heldSince = performance.now();
  const track = trackProgress(() => performance.now());
  let waiting: StoredProgress | undefined;
  let beating: Promise<void> | undefined;
  let released = false;

  const beat = async (): Promise<void> => {
    const progress = waiting;
    waiting = undefined;
    const asked = performance.now();
    try {
      const state = await database.tenant(lease.tenant, (tx) =>
        extendLease(tx, lease, leaseSeconds, progress),
      );
      if (released) return;
      if (state === 'lost') {
        options.onLost();
        return;
      }
      heldSince = asked;
      options.onExtended(asked + leaseSeconds * 1000 - performance.now());
      if (state === 'cancel_requested') options.onCancelRequested();
    } catch (error) {
      log.warn({ job_id: lease.jobId, why: messageOf(error) }, 'The lease of a job could not be extended');
      if (!released && performance.now() - heldSince > leaseSeconds * 1000) options.onLost();
    }
  };
  const start = (): void => {
    if (released || beating !== undefined) return;
    beating = beat().finally(() => {
      beating = undefined;
      if (waiting !== undefined) start();
    });
  };
  const idle = async (): Promise<void> => {
    if (beating === undefined) return;
    await beating;
    await idle();
  };
  const timer = setInterval(start, (leaseSeconds * 1000) / 3);
  return {
    progress(progress) {
      waiting = track(progress);
      start();
    },
    idle,
    async release() {
      released = true;
      clearInterval(timer);
      await idle();
    },
  };
}
