import type { OperationContext } from '../../../kernel/context.ts';
import { AppError } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import type { DomainEvent } from '../../../kernel/operation.ts';
import { INDEX_KIND } from '../domain/index-kind.ts';
import type { ReadJob } from '../domain/job-line.ts';
import { isFinished } from '../domain/job-status.ts';
import type { JobError } from '../domain/settle-attempt.ts';
import type { StoredProgress } from '../domain/progress.ts';
import { IndexRequest } from '../schemas.ts';
import type { ImportedJobs } from '../schemas.ts';
import { insertPastJob, markImported } from '../store/import-jobs.ts';
import { isActive } from '../store/find-active-jobs.ts';
import type { ImportDeps } from './import-jobs.ts';
import { prepareIndex } from './prepare-index.ts';
import { UNSUPPORTED_FIELDS } from './submit-index.ts';

/** A job of a line, with the id it is to have and the one it had. */
export interface NumberedJob {
  line: number;
  job: ReadJob;
  jobId?: string;
  importedId?: string;
}

/** Largest number that servers with chunks of words take as a chunk size; here it is bytes. */
const MOST_WORDS = 2048;

/**
 * Takes over one job that is not here yet, in the operation's transaction, whose queue is locked. What keeps it out is
 * counted in the answer.
 */
export async function importJob(
  context: OperationContext,
  one: NumberedJob,
  deps: ImportDeps,
  answer: ImportedJobs,
): Promise<DomainEvent[]> {
  if (isFinished(one.job.status)) {
    await importPast(context, one, deps, answer);
    return [];
  }
  const { tx } = context;
  await tx.query({ sql: 'savepoint one_job' });
  try {
    const event = await importQueued(context, one, deps, answer);
    return event === undefined ? [] : [event];
  } catch (error) {
    if (!(error instanceof AppError) || !['invalid', 'unavailable'].includes(error.kind)) throw error;
    // A full queue is noticed when the job has been written.
    await tx.query({ sql: 'rollback to savepoint one_job' });
    answer.skipped.push({ line: one.line, code: error.code, reason: error.message });
    return [];
  }
}

async function importPast(
  { tx, tenant, actor, now }: OperationContext,
  { job, jobId, importedId }: NumberedJob,
  { retentionSeconds }: ImportDeps,
  answer: ImportedJobs,
): Promise<void> {
  const completedAt = job.completed_at ?? job.started_at ?? job.created_at;
  if (completedAt.getTime() < now.getTime() - retentionSeconds * 1000) {
    answer.expired += 1;
    return;
  }
  await insertPastJob(tx, tenant, {
    jobId: jobId ?? newId(now),
    importedId: importedId ?? null,
    kind: INDEX_KIND,
    job,
    completedAt,
    error: errorOf(job),
    progress: progressOf(job),
    requestedBy: actor,
    timeoutSeconds: 7200,
  });
  answer.history += 1;
}

async function importQueued(
  context: OperationContext,
  { job, jobId, importedId }: NumberedJob,
  { enqueue, rules }: ImportDeps,
  answer: ImportedJobs,
): Promise<DomainEvent | undefined> {
  const { tx, tenant } = context;
  const prepared = await prepareIndex(requestOf(job, answer.ignored_fields), rules);
  if (await isActive(tx, tenant, prepared.job.dedupe!)) {
    answer.duplicates += 1;
    return undefined;
  }
  const queued = await enqueue(context, { ...prepared.job, ...(jobId === undefined ? {} : { jobId }) });
  await markImported(tx, tenant, {
    jobId: queued.jobId,
    createdAt: job.created_at,
    importedId: importedId ?? null,
    error: errorOf(job),
  });
  answer.queued += 1;
  return queued.event;
}

/** The request as it can be made here. Fields that say nothing here go, since nobody can be asked any more. */
function requestOf(job: ReadJob, ignored: string[]): IndexRequest {
  const fields = Object.entries(job.request).filter(([name, value]) => {
    const says = !Object.hasOwn(UNSUPPORTED_FIELDS, name) && !isWords(name, value);
    if (!says) ignored.push(name);
    return says && value !== null;
  });
  const parsed = IndexRequest.strict().safeParse({
    ...Object.fromEntries(fields),
    ...(job.folder_path === '' ? {} : { folder_path: job.folder_path }),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AppError('invalid', 'invalid_request', `request.${issue!.path.join('.')}: ${issue!.message}`);
}

function errorOf({ error, error_code: code }: ReadJob): JobError | null {
  return error === null ? null : { code: code ?? 'failed_elsewhere', message: error };
}

function isWords(name: string, value: unknown): boolean {
  return name === 'chunk_size' && typeof value === 'number' && value <= MOST_WORDS;
}

/** What is known of how far it came, as a job here would have stored it. */
function progressOf(job: ReadJob): StoredProgress | null {
  const { progress_percent: percent, total_documents: total, processed_documents: done } = job;
  if (percent === 0 && total === null && done === 0) return null;
  return { phase: job.status, percent, documents: { done, total } };
}
