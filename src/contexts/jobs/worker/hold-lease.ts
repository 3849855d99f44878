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
  /** Extends the lease, unless that is under way. */
  beat(): void;
  progress(progress: JobProgress): void;
  /** Resolves when progress reported so far is stored. */
  idle(): Promise<void>;
  /** Extends it no more; resolves when no statement of that is under way. */
  release(): Promise<void>;
}

export interface HoldLeaseOptions {
  database: Database;
  log: Log;
  leaseSeconds: number;
  /** Since when it is held, on `performance.now()`'s clock. */
  heldSince: number;
  /** The lease was extended and holds for so long from now. */
  onExtended(milliseconds: number): void;
  /** The lease is gone, or could not be extended for its whole length. */
  onLost(): void;
  /** Somebody asked the job to stop. */
  onCancelRequested(): void;
}

/**
 * Extends a lease with each beat and with each progress report. When the database cannot be reached for so long that,
 * by this machine's own monotonic clock, the lease must have run out, it counts as lost.
 */
export function holdLease(lease: Lease, options: HoldLeaseOptions): LeaseHolder {
  const { database, log, leaseSeconds } = options;
  let { heldSince } = options;
  const track = trackProgress(() => performance.now());
  let waiting: StoredProgress | undefined;
  let beating: Promise<void> | undefined;
  let released = false;

  const extend = async (): Promise<void> => {
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
  const beat = (): void => {
    if (released || beating !== undefined) return;
    beating = extend().finally(() => {
      beating = undefined;
      if (waiting !== undefined) beat();
    });
  };
  const idle = async (): Promise<void> => {
    if (beating === undefined) return;
    await beating;
    await idle();
  };
  return {
    beat,
    progress(progress) {
      waiting = track(progress);
      beat();
    },
    idle,
    async release() {
      released = true;
      await idle();
    },
  };
}
