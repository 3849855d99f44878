import { bar } from '../../../platform/cli/progress.ts';
import { formatBytes, formatCount, formatDuration, formatPlural } from '../../../platform/cli/format.ts';
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
    sourceText(job) ?? job.kind,
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
    ['Source', sourceText(job)],
    ['Place in queue', job.queue_position === null ? null : String(job.queue_position)],
    ['Progress', progressWithBar(job)],
    [
      'Files',
      job.total_documents === null
        ? null
        : `${formatCount(job.processed_documents)} of ${formatCount(job.total_documents)}`,
    ],
    ['Working on', job.progress?.current ?? null],
    ['Created', localTime(job.created_at)],
    ['Started', job.started_at && localTime(job.started_at)],
    ['Ended', job.completed_at && localTime(job.completed_at)],
    ['Waited', formatDuration(job.timings.waited_ms)],
    [
      job.completed_at === null ? 'Running for' : 'Took',
      job.timings.ran_ms === null ? null : formatDuration(job.timings.ran_ms),
    ],
    ['Time limit', formatDuration(job.timeout_seconds * 1000)],
    ['Request', requestText(job.request)],
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
    ? `Job ${job.job_id} is being stopped; keelson jobs ${job.job_id} shows when it has ended`
    : `Job ${job.job_id} is cancelled`;
}

function stopping(job: Job): boolean {
  return job.status === 'running' && job.cancel_requested_at !== null;
}

/** How far a job is, in one line; empty when it has said nothing. */
export function progressText(job: Job): string {
  return progressParts(job).join(', ');
}

/** A job in one line, for logs: it changes when the job does. */
export function renderJobLine(job: Job): string {
  const { job_id: id, status, folder_path: folder, kind, queue_position: place } = job;
  const how =
    status === 'queued'
      ? `place ${place}`
      : status === 'failed'
        ? (job.error?.message ?? '')
        : progressText(job);
  const words = [id, COLOURS[status](status), folder ?? kind, how];
  return words.filter((word) => word !== '').join('  ');
}

function progressParts({ progress, status, total_documents: all }: Job): string[] {
  // What phase came last says nothing of a job that is done.
  if (status === 'completed') return ['100 %', ...(all === null ? [] : [formatPlural(all, 'file')])];
  if (progress === null) return [];
  const { bytes_done: bytes, files_done: files, percent, phase } = progress;
  return [
    phase,
    ...(percent === undefined ? [] : [`${percent} %`]),
    ...(files === undefined ? [] : [formatPlural(files, 'file')]),
    ...(bytes === undefined ? [] : [formatBytes(bytes)]),
  ];
}

/** Progress with a bar, speed and what is left of the phase. */
function progressWithBar(job: Job): string | null {
  const { progress, progress_percent: percent, status } = job;
  if (status === 'completed') return `${bar(1)} 100 %`;
  if (progress === null || status === 'queued') return null;
  const { bytes_per_second: speed, files_per_second: files, eta_seconds: left } = progress;
  return [
    `${bar(percent / 100)} ${percent} %`,
    progressText(job),
    ...(status !== 'running' || speed === undefined ? [] : [`${formatBytes(speed)}/s`]),
    ...(status !== 'running' || files === undefined ? [] : [`${formatCount(files)} files/s`]),
    ...(left === undefined ? [] : [`ETA ${formatDuration(left * 1000)}`]),
  ].join('  ');
}

/** What was asked for besides the folder. */
function requestText({ folder_path: _folder, ...request }: Job['request']): string | null {
  return Object.keys(request).length === 0 ? null : JSON.stringify(request);
}

function localTime(iso: string): string {
  const at = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** The folder, or the repository and its ref; null for work that is about neither. */
function sourceText({ folder_path: folder, request }: Job): string | null {
  const { repository_url: url, ref } = request;
  if (typeof url !== 'string') return folder;
  return typeof ref === 'string' ? `${url}@${ref}` : url;
}
