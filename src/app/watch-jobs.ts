import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../kernel/errors.ts';
import { EXIT } from '../platform/cli/exit-code.ts';
import { createScreen } from '../platform/cli/screen.ts';
import type { Job, JobList } from '../contexts/jobs/index.ts';
import { renderJob, renderJobLine, renderJobList } from '../contexts/jobs/index.ts';
import { callNamed, type FollowOptions } from './follow-index.ts';

/** Seconds between two looks. */
const LOOK_SECONDS = 2;
/** A server or database that is away for longer ends the watch of one job; the queue is watched until Ctrl-C. */
const PATIENCE_MS = 300_000;

/** Shows the queue until Ctrl-C: redrawn on a terminal, a line for each change elsewhere. */
export async function watchQueue(queue: FollowOptions, page: Record<string, unknown>): Promise<void> {
  const { session } = queue;
  if (session.json) {
    throw new AppError(
      'invalid',
      'invalid_input',
      '--watch goes with --json only for one job; GET /index/jobs/events streams the queue',
    );
  }
  const screen = createScreen(session.terminal);
  let known: Map<string, string> | undefined;
  const show = (list: JobList): void => {
    if (screen.live) screen.draw(renderJobList(list));
    else {
      const lines = new Map(list.jobs.map((job) => [job.job_id, renderJobLine(job)]));
      for (const job of list.jobs) {
        // At first only what is still to come: yesterday's jobs are no change.
        const isNews =
          known === undefined ? job.completed_at === null : known.get(job.job_id) !== lines.get(job.job_id);
        if (isNews) session.print(stamped(lines.get(job.job_id)!));
      }
      known = lines;
    }
  };
  const look = patient(queue, Number.POSITIVE_INFINITY);
  while (!session.signal.aborted) {
    const list = (await look('jobs.list', page)) as JobList | undefined;
    if (list !== undefined) show(list);
    await pause(queue);
  }
}

/**
 * Shows one job until it has ended; the exit code says whether it was completed. With --json only its end is printed.
 */
export async function watchJob(queue: FollowOptions, id: string): Promise<void> {
  const { session } = queue;
  const screen = createScreen(session.terminal);
  const look = patient(queue, PATIENCE_MS);
  let shown = '';
  let job = (await callNamed(queue, 'jobs.get', { job_id: id })) as Job;
  while (job.completed_at === null) {
    const line = renderJobLine(job);
    if (screen.live && !session.json) screen.draw(renderJob(job));
    else if (line !== shown && !session.json) session.print(stamped(line));
    shown = line;
    const next = await look('jobs.wait', { job_id: job.job_id, timeout_seconds: LOOK_SECONDS });
    if (next === undefined) await pause(queue);
    else job = next as Job;
    session.signal.throwIfAborted();
  }
  screen.clear();
  if (session.json) session.printJson(job);
  else session.print(renderJob(job));
  if (job.status !== 'completed') session.exitCode = EXIT.failed;
}

/** Asks, and answers undefined while nobody is there to ask: a restart of the server does not end a watch. */
function patient(
  queue: FollowOptions,
  patienceMs: number,
): (name: string, input: Record<string, unknown>) => Promise<unknown> {
  let answeredAt = performance.now();
  let told = false;
  return async (name, input) => {
    try {
      const answer = await callNamed(queue, name, input);
      answeredAt = performance.now();
      told = false;
      return answer;
    } catch (error) {
      if (queue.session.signal.aborted && patienceMs === Number.POSITIVE_INFINITY) return undefined;
      const away = error instanceof AppError && error.kind === 'unavailable';
      if (!away || performance.now() - answeredAt > patienceMs) throw error;
      if (!told) queue.session.note(`${error.message} (waiting for it)`);
      told = true;
      return undefined;
    }
  };
}

function stamped(line: string): string {
  return `${new Date().toTimeString().slice(0, 8)}  ${line}`;
}

/** Ctrl-C cuts it short; whoever watches looks at the signal next. */
async function pause({ session }: FollowOptions): Promise<void> {
  await sleep(LOOK_SECONDS * 1000, undefined, { signal: session.signal }).catch(() => undefined);
}
