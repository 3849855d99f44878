import { z } from 'zod';
import { text } from '../../kernel/storable-text.ts';
import { JOB_STATUSES } from './domain/job-status.ts';
import { GitFields } from './schemas-git.ts';

const timestamp = z.iso.datetime();

export const JobStatus = z.enum(JOB_STATUSES);

const words = (what: string, longest: number) => z.array(text(longest)).max(100).optional().describe(what);

/** What an index job is asked to do. Paths are absolute: server and client may stand in different folders. */
export const IndexRequest = z.object({
  folder_path: text(4096).optional().describe('Absolute path of the folder to index, as the server sees it'),
  ...GitFields,
  chunk_size: z
    .union([
      z.int().min(1),
      text(20).regex(/^\d+(?:\.\d+)?\s*(?:[kmg]i?)?b?$/i, 'must be a size such as 50MB or 64MiB'),
    ])
    .optional()
    .describe('Largest chunk file: bytes, or text such as 50MB'),
  output_dir: text(4096).optional().describe('Absolute path of the folder that the chunk files go to'),
  no_load: z.boolean().optional().describe('Write chunks, load nothing into the database'),
  subsystem: text(500).optional().describe('Only this part of the tree, e.g. fs or drivers/net'),
  incremental: z.boolean().optional().describe('Only what has changed since the last run'),
  parallel: z.int().min(1).max(256).optional().describe('Scan threads; the machine decides when not given'),
  force: z.boolean().optional().describe('Index again even when nothing has changed'),
  shards: z
    .union([z.int().min(1).max(64), z.literal('auto')])
    .optional()
    .describe(
      'Share the scan out to so many jobs, which several workers take; auto: one for each 150 MB of source from 300 MB on',
    ),
  include_patterns: words(
    'Only files that match one of these globs, with the rules of .gitignore: *.c at any depth, src/**/*.ts, drivers/net/',
    500,
  ),
  exclude_patterns: words('Not the files that match one of these globs', 500),
  include_types: words(
    'Besides what include_patterns takes: files of these types, e.g. code, web, systems, scripts, build, or a language',
    40,
  ),
  supported_languages: words('Only files in these languages, by the names the index has for them', 40),
  recursive: z.boolean().optional().describe('Folders below too; true when not given'),
  dry_run: z
    .boolean()
    .optional()
    .describe('Write nothing: the job answers which files, bytes and languages a real run would read'),
  timeout_seconds: z
    .int()
    .min(1)
    .max(604_800)
    .optional()
    .describe('Seconds an attempt may take; the server’s setting when not given'),
  watch_mode: z.enum(['auto', 'off']).optional().describe('auto: index again whenever the folder changes'),
  watch_debounce_seconds: z
    .number()
    .min(0.1)
    .max(3600)
    .optional()
    .describe('How long the folder has to be quiet before that'),
});
export type IndexRequest = z.output<typeof IndexRequest>;

export const SubmittedJob = z.object({
  job_id: z.uuid(),
  status: JobStatus,
  queue_position: z.int().describe('1 for the next to start'),
  queue_length: z.int().describe('Queued jobs of the tenant, this one included'),
  folder_path: z
    .string()
    .optional()
    .describe('The folder as it was resolved: absolute, without symbolic links'),
  repository_url: z.string().optional().describe('The repository as it will be fetched'),
  ref: GitFields.ref,
});
export type SubmittedJob = z.output<typeof SubmittedJob>;

export const JobProgressView = z.object({
  phase: z.string(),
  files_done: z.number().optional(),
  files_total: z.number().optional(),
  bytes_done: z.number().optional(),
  bytes_total: z.number().optional(),
  current: z.string().optional().describe('What is being worked on, relative to the folder'),
  percent: z.number().optional().describe('Of the phase, 0 to 100'),
  elapsed_seconds: z.number().optional().describe('Since the phase began'),
  bytes_per_second: z.number().optional().describe('Mean of the phase so far'),
  files_per_second: z.number().optional(),
  eta_seconds: z.number().optional().describe('What is left of the phase at this speed, while the job runs'),
  updated_at: timestamp,
});

export const Job = z.object({
  id: z.uuid(),
  job_id: z.uuid().describe('The same as id'),
  kind: z.string(),
  status: JobStatus,
  folder_path: z.string().nullable(),
  source: z.string().describe('manual, or auto when Keelson submitted it by itself'),
  requested_by: z.object({ kind: z.string(), id: z.string() }),
  request: z.record(z.string(), z.unknown()).describe('What was asked for, as the job runs it'),
  created_at: timestamp,
  available_at: timestamp.describe('Not started before; later than created_at while a retry waits'),
  started_at: timestamp.nullable(),
  completed_at: timestamp.nullable(),
  queue_position: z.int().nullable().describe('1 for the next to start; null unless queued'),
  attempt: z.int().describe('Attempts so far; 0 before the first'),
  max_attempts: z.int(),
  timeout_seconds: z.int(),
  cancel_requested_at: timestamp.nullable(),
  progress_percent: z.number().describe('Of the job, 0 to 100; 100 once it is completed and not before'),
  total_documents: z.int().nullable().describe('Files there are; null while the job has not said'),
  processed_documents: z.int().describe('Files that are done'),
  timings: z.object({
    waited_ms: z.int().describe('From being queued to the start of the last attempt, or until now'),
    ran_ms: z.int().nullable().describe('Of the last attempt, until its end or now'),
  }),
  progress: JobProgressView.nullable(),
  result: z.unknown().describe('What the job answered; null unless completed'),
  error: z
    .object({ code: z.string(), message: z.string() })
    .nullable()
    .describe('Why it failed or, while it waits for a retry, why the last attempt did'),
  parent_id: z.uuid().nullable().describe('The job it is a part of'),
  children: z
    .object({
      queued: z.int(),
      running: z.int(),
      completed: z.int(),
      failed: z.int(),
      cancelled: z.int(),
    })
    .nullable()
    .describe('Its parts by state; null when it has none'),
  waiting_for: z
    .string()
    .nullable()
    .describe(
      'What must happen before it can start, beside its turn: its parts, or a worker that can take it',
    ),
  imported_id: z.string().nullable().describe('Id it had where it was imported from, if that was no UUID'),
});
export type Job = z.output<typeof Job>;

const jobId = z
  .string()
  .min(1)
  .max(40)
  .describe('Id of the job, or the beginning of it where no other job begins so');

export const GetJob = z.object({ job_id: jobId });

export const WaitForJob = z.object({
  job_id: jobId,
  timeout_seconds: z.int().min(1).max(3600).default(50).describe('Longest time to wait'),
});

export const ListJobs = z.object({
  status: JobStatus.optional().describe('Only jobs in this state'),
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().max(80).optional().describe('next_cursor of the page before'),
  parent: jobId.optional().describe('Only the parts of this job; they are not listed otherwise'),
});

export const JobList = z.object({
  jobs: z.array(Job).describe('Queued in queue order, then running, then finished with the newest first'),
  total: z.int().describe('Jobs that match, over all pages'),
  queued_count: z.int(),
  running_count: z.int(),
  next_cursor: z.string().nullable(),
});
export type JobList = z.output<typeof JobList>;

export const WorkerList = z.object({
  workers: z.array(
    z.object({
      name: z.string(),
      roots: z.array(z.string()).nullable().describe('Folders it serves; null for every one'),
      kinds: z.array(z.string()),
      concurrency: z.int().describe('Jobs at once'),
      started_at: timestamp,
      seen_at: timestamp,
    }),
  ),
});
export type WorkerList = z.output<typeof WorkerList>;

export const CancelJob = z.object({
  job_id: jobId,
  force: z.boolean().default(false).describe('Stop the job even when it is running'),
});

export const ExportJobs = z.object({
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, 'must be next_cursor of the page before')
    .optional()
    .describe('next_cursor of the page before'),
  limit: z.int().min(1).max(500).default(200),
});

export const ExportedJobs = z.object({
  jsonl: z
    .string()
    .describe('A job a line, in the order in which they were queued; docs/jobs.md has the fields'),
  count: z.int(),
  next_cursor: z.string().nullable(),
});
export type ExportedJobs = z.output<typeof ExportedJobs>;

export const ImportJobs = z.object({
  jsonl: z.string().max(900_000).describe('A job a line; at most 500 lines'),
  first_line: z.int().min(1).default(1).describe('Number of the first line, for what is said of lines'),
});

export const ImportedJobs = z.object({
  queued: z.int().describe('Taken over as work to do; what was running begins anew'),
  history: z.int().describe('Taken over as jobs that have ended'),
  duplicates: z.int().describe('Here already, or of a folder that is queued or running here'),
  expired: z.int().describe('Ended longer ago than jobs are kept'),
  skipped: z
    .array(z.object({ line: z.int(), code: z.string(), reason: z.string() }))
    .describe('Lines that were not taken over, and why'),
  ignored_fields: z
    .array(z.string())
    .describe('Fields of requests that have no meaning here and were left out'),
});
export type ImportedJobs = z.output<typeof ImportedJobs>;

export const GetQueue = z.object({});

export const QueueState = z.object({
  queued_jobs_count: z.int(),
  running_jobs_count: z.int(),
  running_job_id: z.uuid().nullable().describe('The one that has been running for longest'),
  running_job: z
    .object({
      kind: z.string(),
      folder_path: z.string().nullable(),
      phase: z.string().nullable(),
      progress_percent: z.number().describe('Of the job, 0 to 100'),
      eta_seconds: z.number().nullable().describe('What is left of its phase'),
      running_ms: z.int(),
    })
    .nullable(),
});
