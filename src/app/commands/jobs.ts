import { type Command, InvalidArgumentError } from 'commander';
import { AppError } from '../../kernel/errors.ts';
import type { AnyOperation } from '../../kernel/operation.ts';
import { examplesText, type RegisterCommand } from '../../platform/cli/run-cli.ts';
import type { CliSession } from '../../platform/cli/session.ts';
import { exportJobs } from '../export-jobs.ts';
import { callNamed, type FollowOptions, queueOperations } from '../follow-index.ts';
import { importJobs } from '../import-jobs.ts';
import { reach } from '../reach.ts';
import { watchJob, watchQueue } from '../watch-jobs.ts';
import { registerDerived } from './derived.ts';
import { wholeNumber } from './index-folder.ts';

interface JobsFlags {
  watch?: boolean;
  cancel?: string;
  force?: boolean;
  status?: string;
  limit?: number;
  cursor?: string;
  parent?: string;
}

/** `keelson jobs`: the queue, one job, the queue as a file, and what operations give: who works, what is followed. */
export function registerJobs(program: Command, session: CliSession): ReturnType<RegisterCommand> {
  const jobs = program
    .command('jobs')
    .description('See, follow and cancel queued and running work')
    .argument('[id]', 'one job: its id, or the beginning of it where no other job begins so')
    .option('--watch', 'redraw every 2 seconds until Ctrl-C; with an id, until that job has ended')
    .option('--cancel <id>', 'cancel this job')
    .option('--force', 'with --cancel: also when it is running')
    .option('--status <status>', 'only queued, running, completed, failed or cancelled ones', oneStatus)
    .option('--limit <number>', 'at most so many (default: 50)', wholeNumber)
    .option('--cursor <cursor>', 'the page behind this one')
    .option('--parent <id>', 'the parts that this job has handed out')
    .addHelpText(
      'after',
      examplesText([
        'keelson jobs',
        'keelson jobs --watch --status running',
        'keelson jobs 0197b3c2 --watch',
        'keelson jobs --cancel 0197b3c2 --force',
        'keelson jobs export jobs.jsonl',
      ]),
    )
    .action((id: string | undefined, flags: JobsFlags) =>
      withQueue(session, (queue) => runJobs(queue, id, flags)),
    );
  jobs
    .command('export')
    .description('Write index jobs as JSONL, a job a line')
    .argument('[file]', 'where to; stdout when not given')
    .action((file: string | undefined) => withQueue(session, (queue) => exportJobs(queue, file)));
  jobs
    .command('import')
    .description('Take over jobs from JSONL: waiting ones as work, finished ones as history')
    .argument('[file]', 'where from; stdin when not given')
    .action((file: string | undefined) => withQueue(session, (queue) => importJobs(queue, file)));
  return registerDerived('jobs')(program, session);
}

async function withQueue(session: CliSession, act: (queue: FollowOptions) => Promise<void>): Promise<void> {
  const way = await reach(session);
  try {
    await act({ invoke: way.invoke, operations: await queueOperations(), session });
  } finally {
    await way.close();
  }
}

async function runJobs(queue: FollowOptions, id: string | undefined, flags: JobsFlags): Promise<void> {
  const { watch, cancel, force, ...page } = flags;
  if (cancel !== undefined && (id !== undefined || watch === true)) {
    throw usage('--cancel goes neither with an id before it nor with --watch');
  }
  if (force === true && cancel === undefined) throw usage('--force goes with --cancel');
  if (id !== undefined && Object.keys(page).length > 0) {
    throw usage('--status, --limit, --cursor and --parent are for the list, not for one job');
  }
  if (watch === true) return id === undefined ? watchQueue(queue, page) : watchJob(queue, id);
  if (cancel !== undefined) return tell(queue, 'jobs.cancel', { job_id: cancel, force: force === true });
  return id === undefined ? tell(queue, 'jobs.list', { ...page }) : tell(queue, 'jobs.get', { job_id: id });
}

async function tell(queue: FollowOptions, name: string, input: Record<string, unknown>): Promise<void> {
  const answer = await callNamed(queue, name, input);
  const { session, operations } = queue;
  if (session.json) session.printJson(answer);
  else session.print(render(operations, name, answer));
}

function render(operations: readonly AnyOperation[], name: string, answer: unknown): string {
  return operations.find((one) => one.name === name)!.cli!.render!(answer);
}

function oneStatus(text: string): string {
  if (['queued', 'running', 'completed', 'failed', 'cancelled'].includes(text)) return text;
  throw new InvalidArgumentError('Choose from queued, running, completed, failed, cancelled.');
}

function usage(message: string): AppError {
  return new AppError('invalid', 'invalid_input', message);
}
