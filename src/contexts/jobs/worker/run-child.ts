import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AppError, messageOf, toAppError } from '../../../kernel/errors.ts';
import type { AnyJobHandler, ChildJob, JobContext } from '../../../kernel/job.ts';
import { lowerPriority } from '../../../platform/processes/lower-priority.ts';
import { programEntry } from '../../../platform/processes/program-entry.ts';
import { childResults } from '../store/children.ts';
import { giveWay } from '../store/give-way.ts';
import { jsonText } from '../store/json-text.ts';
import { assertLease } from '../store/lease.ts';
import { writeLine } from './exchange-lines.ts';
import { newGate } from './gate.ts';
import { goesOn, LIFELINE_FD, WORDS_FD } from './messages.ts';
import type { FromChild, JobEnd, JobOrder, ToChild } from './messages.ts';
import { throttleProgress } from './throttle-progress.ts';
import { workOff } from './work-off.ts';

/** What the application's child entry gives: its handlers. */
export interface JobRegistry {
  handlers: readonly AnyJobHandler[];
}

/** How a child process gets its handlers. `settings` is `childSettings` of the worker, as JSON carries it. */
export interface ServeJobsOptions {
  setUp(settings: unknown): Promise<JobRegistry> | JobRegistry;
}

/** Milliseconds between two progress messages. */
const PROGRESS_INTERVAL_MS = 1000;

/**
 * The main loop of a job process, to be called by the entry module that a worker forks. Runs one job after another
 * and ends at once, with everything it has started, when the worker is gone.
 */
export async function serveJobs(options: ServeJobsOptions): Promise<void> {
  if (process.send === undefined) {
    throw new AppError(
      'internal',
      'not_a_job_process',
      'serveJobs runs in a process that a worker has forked',
    );
  }
  lowerPriority();
  // The worker decides when a job ends. These reach the whole process group and are meant for what a handler has
  // started, which would otherwise outlive its job.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.once('disconnect', endProcessGroup);
  const registry = new Map<string, AnyJobHandler>();
  const gate = newGate();
  const handed = workOff(gate, async (order, signal) => {
    const message = await runOrder(order, registry, signal);
    send(message);
    return goesOn(message);
  });
  const inbox: ToChild[] = [];
  const receive = (message: ToChild): void => {
    if (message.type === 'stop') handed.stop(message.jobId, message.reason);
    else if (message.type === 'run') handed.add(message.jobs, message.from);
    else inbox.push(message);
  };
  process.on('message', receive);
  const lifeline = new Worker(programEntry('watch-parent'), {
    workerData: { fd: LIFELINE_FD, gate },
    execArgv: [],
  });
  await once(lifeline, 'online');
  const settings = await firstMessage(inbox);
  const { handlers } = await options.setUp(settings);
  for (const handler of handlers) registry.set(handler.kind, handler);
  send({ type: 'ready', kinds: [...registry.keys()] });
}

/** The settings, which are the first message and may have come already. */
async function firstMessage(inbox: ToChild[]): Promise<unknown> {
  while (inbox.length === 0) await once(process, 'message');
  const first = inbox.shift()!;
  return first.type === 'set_up' ? first.settings : undefined;
}

async function runOrder(
  order: JobOrder,
  registry: ReadonlyMap<string, AnyJobHandler>,
  signal: () => AbortSignal,
): Promise<JobEnd> {
  const { jobId } = order;
  const begun = performance.now();
  const about = () => ({ jobId, ms: Math.round((performance.now() - begun) * 100) / 100 });
  const progress = throttleProgress(PROGRESS_INTERVAL_MS, (latest) =>
    send({ type: 'progress', jobId, progress: latest }),
  );
  try {
    const handler = registry.get(order.kind);
    if (handler === undefined) {
      throw new AppError('invalid', 'unknown_kind', `No handler for jobs of kind ${order.kind}`);
    }
    const input = handler.input.safeParse(order.input) as { success: boolean; data?: unknown; error?: Error };
    if (!input.success) {
      throw new AppError(
        'invalid',
        'invalid_input',
        `The input does not fit ${order.kind}: ${messageOf(input.error)}`,
      );
    }
    const result = resultText(await handler.run(contextOf(order, signal), input.data, progress.report));
    progress.flush();
    return { type: 'completed', ...about(), result };
  } catch (thrown) {
    if (thrown instanceof HandedOut) return { type: 'handed_out', ...about(), children: thrown.children };
    const error = toAppError(thrown);
    const detail = thrown instanceof AppError ? undefined : describe(thrown);
    return {
      type: 'failed',
      ...about(),
      kind: error.kind,
      code: error.code,
      message: error.message.slice(0, LONGEST_MESSAGE),
      ...(detail === undefined ? {} : { detail }),
    };
  } finally {
    progress.stop();
  }
}

/** Longest error message that is kept, in characters. */
const LONGEST_MESSAGE = 2000;

/** Longest result a job may have, in characters of JSON: it is read again by everyone who looks at the job. */
const LONGEST_RESULT = 1_000_000;

function resultText(result: unknown): string {
  const text = jsonText(result ?? null);
  if (text.length <= LONGEST_RESULT) return text;
  throw new AppError(
    'unprocessable',
    'result_too_large',
    `The job's result has ${text.length} characters of JSON; at most ${LONGEST_RESULT} are kept`,
  );
}

/** Thrown through a handler that waits for the jobs it hands out. */
class HandedOut extends Error {
  override readonly name = 'HandedOut';
  readonly children: readonly ChildJob[];

  constructor(children: readonly ChildJob[]) {
    super('The job waits for the jobs it has handed out');
    this.children = children;
  }
}

function contextOf(order: JobOrder, signal: () => AbortSignal): JobContext {
  return {
    jobId: order.jobId,
    tenant: order.tenant,
    actor: order.actor,
    get signal() {
      return signal();
    },
    attempt: order.attempt,
    assertLease: (query) => assertLease(query, order),
    giveWay: (query) => giveWay(query, order, order.roots),
    handOut(children) {
      throw new HandedOut(children);
    },
    childResults: (query) => childResults(query, order),
  };
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

function send(message: FromChild): void {
  try {
    writeLine(WORDS_FD, message);
  } catch (error) {
    // Nobody reads any more: the worker is gone.
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') endProcessGroup();
    throw error;
  }
}

/** Ends this process and all it has started. The worker forks it as leader of a process group of its own. */
function endProcessGroup(): never {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    // Not a group leader (run by hand): then there is only this process.
  }
  process.exit(1);
}
