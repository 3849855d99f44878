import { formatBytes, formatCount, formatDuration } from '../../../platform/cli/format.ts';
import { oneLine, renderTable } from '../../../platform/cli/table.ts';
import { paint } from '../../../platform/cli/terminal.ts';
import type { JobStatus } from '../domain/job-status.ts';
import type { Job, JobList } from '../schemas.ts';

const COLOURS: Readonly<Record<JobStatus, (text: string) => string>> = {
  queued: paint.yellow,
  running: paint.cyan,
  completed: paint.green,
  failed: paint.red,
  cancelled: paint.dim,
};

/** The queue as a table; ids are whole, so that they can be pasted. */
export function renderJobList(list: JobList): string {
  if (list.jobs.length === 0) return 'No jobs.';
  const rows = list.jobs.map((job) => [
    job.job_id,
    COLOURS[job.status](job.status),
    job.folder_path ?? job.kind,
    progressText(job),
    localTime(job.created_at),
  ]);
  const table = renderTable(
    [{ title: 'ID' }, { title: 'Status' }, { title: 'Folder' }, { title: 'Progress' }, { title: 'Created' }],
    rows,
  );
  const more = list.next_cursor === null ? '' : `; next page: --cursor ${list.next_cursor}`;
  return `${table}\n\n${list.total} in all, ${list.queued_count} queued, ${list.running_count} running${more}`;
}

/** One job, a line a fact. */
export function renderJob(job: Job): string {
  const facts: [string, string | null][] = [
    ['Job', job.job_id],
    ['Status', COLOURS[job.status](job.status) + (stopping(job) ? ' (being stopped)' : '')],
    ['Kind', job.kind],
    ['Folder', job.folder_path],
    ['Place in queue', job.queue_position === null ? null : String(job.queue_position)],
    ['Progress', progressText(job) || null],
    ['Working on', job.progress?.current ?? null],
    ['Created', localTime(job.created_at)],
    ['Started', job.started_at && localTime(job.started_at)],
    ['Ended', job.completed_at && localTime(job.completed_at)],
    ['Took', duration(job)],
    ['Attempt', job.attempt > 1 ? `${job.attempt} of ${job.max_attempts}` : null],
    ['Asked for by', `${job.requested_by.kind} ${job.requested_by.id}`],
    ['Error', job.error && `${job.error.message} (${job.error.code})`],
  ];
  const shown = facts.filter((fact): fact is [string, string] => fact[1] !== null);
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${paint.dim(name.padEnd(width))}  ${oneLine(value)}`).join('\n');
}

/** What cancelling has done. */
export function renderCancelled(job: Job): string {
  return stopping(job)
    ? `Job ${job.job_id} is being stopped; keelson jobs get ${job.job_id} shows when it has ended`
    : `Job ${job.job_id} is cancelled`;
}

function stopping(job: Job): boolean {
  return job.status === 'running' && job.cancel_requested_at !== null;
}

/** How far a job is, in one line; empty when it has said nothing. */
export function progressText(job: Job): string {
  const { progress } = job;
  if (progress === null) return '';
  const bytes = progress.bytes_done === undefined ? undefined : formatBytes(progress.bytes_done);
  const files = progress.files_done === undefined ? undefined : `${formatCount(progress.files_done)} files`;
  const percent = progress.percent === undefined ? undefined : `${progress.percent} %`;
  return [progress.phase, percent, files, bytes].filter((part) => part !== undefined).join(', ');
}

function duration(job: Job): string | null {
  if (job.started_at === null || job.completed_at === null) return null;
  return formatDuration(Date.parse(job.completed_at) - Date.parse(job.started_at));
}

function localTime(iso: string): string {
  const at = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}
