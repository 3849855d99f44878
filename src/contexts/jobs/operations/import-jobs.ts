import type { OperationContext } from '../../../kernel/context.ts';
import { AppError } from '../../../kernel/errors.ts';
import { operation } from '../../../kernel/operation.ts';
import type { DomainEvent } from '../../../kernel/operation.ts';
import { importId } from '../domain/import-id.ts';
import { readJobLine } from '../domain/job-line.ts';
import { ImportedJobs, ImportJobs } from '../schemas.ts';
import { knownIds, lockQueue } from '../store/import-jobs.ts';
import type { EnqueueJob } from './enqueue-job.ts';
import { importJob } from './import-job.ts';
import type { NumberedJob } from './import-job.ts';
import type { IndexRules } from './prepare-index.ts';

/** What importing goes by. */
export interface ImportDeps {
  enqueue: EnqueueJob;
  /** A job that is to run is checked as if it were submitted. */
  rules: IndexRules;
  retentionSeconds: number;
}

const MOST_LINES = 500;

/** Makes `jobs.import`. A line that cannot be used is skipped, and hides nothing after it. */
export function createImportJobs(deps: ImportDeps) {
  return operation({
    name: 'jobs.import',
    summary: 'Take over jobs from JSONL: waiting ones as work, finished ones as history',
    access: 'jobs:write',
    effect: 'write',
    input: ImportJobs,
    output: ImportedJobs,
    errors: ['too_many_lines'],
    http: { method: 'POST', path: '/index/jobs/import' },
    async run(context, { jsonl, first_line: first }) {
      const answer: ImportedJobs = {
        queued: 0,
        history: 0,
        duplicates: 0,
        expired: 0,
        skipped: [],
        ignored_fields: [],
      };
      const jobs = readLines(jsonl, first, answer.skipped);
      const events = await takeOver(context, jobs, deps, answer);
      answer.skipped.sort((a, b) => a.line - b.line);
      answer.ignored_fields = [...new Set(answer.ignored_fields)].sort();
      return { value: answer, events };
    },
  });
}

function readLines(jsonl: string, first: number, skipped: ImportedJobs['skipped']): NumberedJob[] {
  const lines = jsonl.replace(/^\uFEFF/, '').split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (lines.length > MOST_LINES) {
    throw new AppError(
      'invalid',
      'too_many_lines',
      `${lines.length} lines are more than ${MOST_LINES} at a time; send them in parts, with first_line`,
    );
  }
  return lines.flatMap((text, index): NumberedJob[] => {
    if (text.trim() === '') return [];
    const job = readJobLine(text);
    if (typeof job !== 'string') return [{ line: first + index, job, ...importId(job) }];
    skipped.push({ line: first + index, code: 'invalid_line', reason: job });
    return [];
  });
}

async function takeOver(
  context: OperationContext,
  jobs: readonly NumberedJob[],
  deps: ImportDeps,
  answer: ImportedJobs,
): Promise<DomainEvent[]> {
  await lockQueue(context.tx, context.tenant);
  const known = await knownIds(context.tx, context.tenant, {
    jobIds: jobs.flatMap(({ jobId }) => jobId ?? []),
    importedIds: jobs.flatMap(({ importedId }) => importedId ?? []),
  });
  const events: DomainEvent[] = [];
  for (const one of jobs) {
    const ids = [one.jobId, one.importedId].filter((id) => id !== undefined);
    if (ids.some((id) => known.has(id))) answer.duplicates += 1;
    else events.push(...(await importJob(context, one, deps, answer)));
    for (const id of ids) known.add(id);
  }
  return events;
}
