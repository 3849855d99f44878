import type * as fc from 'fast-check';
import { settleAttempt } from '../../src/contexts/jobs/domain/settle-attempt.ts';
import type { AttemptEnd } from '../../src/contexts/jobs/domain/settle-attempt.ts';
import type { ClaimedJob } from '../../src/contexts/jobs/store/claim-job.ts';
import type { TenantQueue } from './jobs-store.ts';

// What one tenant's queue does, said without a database: tests take random steps with both and compare.

export interface ModelJob {
  id: string;
  /** Only one job of a key may be queued or running; parts have none. */
  key: number | undefined;
  status: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';
  attempt: number;
  cancelRequested: boolean;
  /** Nobody has ever held it. */
  fresh: boolean;
  /** Its next attempt may not begin yet. */
  delayed: boolean;
  parent: ModelJob | undefined;
  children: ModelJob[];
  /** Parts that have to be completed before it goes on. */
  waitingOn: number;
  /** The lease that counts, while it runs. */
  lease?: ClaimedJob;
}

export interface QueueModel {
  /** In the order of their places; children are with their parents. */
  jobs: ModelJob[];
  /** Every lease that was ever given out, to be used long after it was lost. */
  leases: ClaimedJob[];
}

/** One step that is taken with the model and with the queue. */
export type Step = fc.AsyncCommand<QueueModel, TenantQueue>;

export const step = (name: string, run: Step['run']): Step => ({
  check: () => true,
  run,
  toString: () => name,
});

/** One of the items, whatever the number. */
export const at = <Item>(items: readonly Item[], which: number): Item | undefined =>
  items[which % Math.max(1, items.length)];

export const newModel = (): QueueModel => ({ jobs: [], leases: [] });

export const newJob = (id: string, key?: number, parent?: ModelJob): ModelJob => ({
  id,
  key,
  parent,
  status: 'queued',
  attempt: 0,
  waitingOn: 0,
  children: [],
  cancelRequested: false,
  fresh: true,
  delayed: false,
});

/** Every job, parts behind the job they are of. */
export const allJobs = (model: QueueModel): ModelJob[] => model.jobs.flatMap((job) => [job, ...job.children]);

export const isActive = ({ status }: ModelJob): boolean => status === 'queued' || status === 'running';

/** Jobs that the cap counts. */
export const queuedJobs = ({ jobs }: QueueModel): ModelJob[] =>
  jobs.filter(({ status }) => status === 'queued');

/** Whose lease it is. */
export const jobOf = (model: QueueModel, lease: ClaimedJob): ModelJob =>
  allJobs(model).find(({ id }) => id === lease.jobId)!;

export const holds = (job: ModelJob, lease: ClaimedJob): boolean =>
  job.status === 'running' && job.lease === lease;

/** Why jobs of these keys cannot be queued together, if so. */
export function refusalOf(model: QueueModel, keys: readonly number[], cap: number): object | undefined {
  if (new Set(keys).size < keys.length) return { code: 'already_queued' };
  const active = keys.map((key) => model.jobs.find((job) => job.key === key && isActive(job)));
  const first = active.find((job) => job !== undefined);
  if (first !== undefined) return { code: 'already_queued', extra: { job_id: first.id } };
  return queuedJobs(model).length + keys.length > cap ? { code: 'queue_full' } : undefined;
}

/** The jobs that a claim of so many gets: several at once only of those that nobody has held, and no parts. */
export function nextJobs(model: QueueModel, most: number): ModelJob[] {
  const ready = allJobs(model).filter(
    (job) => job.status === 'queued' && !job.delayed && job.waitingOn === 0,
  );
  const taken = ready.slice(0, most);
  const apart = taken.findIndex((job, n) => n > 0 && (!job.fresh || job.parent !== undefined));
  if (apart > 0) taken.length = apart;
  if (taken[0]?.parent !== undefined) taken.length = 1;
  return taken;
}

export function begin(model: QueueModel, job: ModelJob, lease: ClaimedJob): void {
  Object.assign(job, { status: 'running', attempt: job.attempt + 1, fresh: false, lease });
  model.leases.push(lease);
}

/** Ends an attempt, unless the lease does not count any more; answers whether it did. */
export function settle(job: ModelJob, lease: ClaimedJob, end: AttemptEnd, backoffSeconds: number): boolean {
  if (!holds(job, lease)) return false;
  const settlement = settleAttempt(end, lease, backoffSeconds);
  const back = settlement.status === 'queued';
  job.status = back && job.cancelRequested ? 'cancelled' : settlement.status;
  if (back && settlement.refund) job.attempt -= 1;
  job.delayed = back && settlement.delaySeconds > 0;
  tellParent(job);
  return true;
}

/** The job's worker is lost; answers whether one had it. */
export function crash(job: ModelJob, maxAttempts: number): boolean {
  if (job.status !== 'running') return false;
  job.status = job.cancelRequested ? 'cancelled' : job.attempt >= maxAttempts ? 'failed' : 'queued';
  tellParent(job);
  return true;
}

/** Cancels a job; answers what the queue has to say. */
export function cancel(job: ModelJob, force: boolean): object {
  if (!isActive(job)) return { code: 'job_finished' };
  if (job.parent !== undefined) return { code: 'job_is_part' };
  if (job.status === 'queued' && (force || job.waitingOn === 0)) {
    job.status = 'cancelled';
    stopChildren(job);
    return { status: 'cancelled' };
  }
  if (!force) return { code: 'job_running' };
  job.cancelRequested = true;
  return { status: 'running' };
}

/** What the end of a child does to its parent, and so to the other children. */
function tellParent({ parent, status }: ModelJob): void {
  if (parent === undefined || parent.status !== 'queued' || parent.waitingOn === 0) return;
  if (status === 'completed') parent.waitingOn -= 1;
  if (status !== 'failed') return;
  parent.status = 'failed';
  stopChildren(parent);
}

function stopChildren(parent: ModelJob): void {
  parent.waitingOn = 0;
  for (const child of parent.children) {
    if (child.status === 'queued') child.status = 'cancelled';
    if (child.status === 'running') child.cancelRequested = true;
  }
}

/** The jobs as the database has to have them. */
export const rowsOf = (model: QueueModel): object[] =>
  allJobs(model).map(({ id, status, attempt, waitingOn }) => ({
    job_id: id,
    status,
    attempt,
    waiting_on: waitingOn,
  }));
