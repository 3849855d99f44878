import { z } from 'zod';
import { storable } from '../../../kernel/storable-text.ts';
import type { JobStatus } from './job-status.ts';

/**
 * One job as a line of `jobs.jsonl`. The names are those of the file in which an older indexing server kept its queue;
 * `error_code` and `imported_id` are ours and may be missing.
 */
export interface JobLine {
  id: string;
  status: JobStatus;
  /** Empty for a job that indexes a repository. */
  folder_path: string;
  request: Record<string, unknown>;
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
  error: string | null;
  progress_percent: number;
  total_documents: number | null;
  processed_documents: number;
  queue_position: number | null;
  error_code?: string;
  imported_id?: string;
}

/** A job read from such a line. */
export interface ReadJob extends Omit<
  JobLine,
  'created_at' | 'started_at' | 'completed_at' | 'queue_position'
> {
  created_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
}

/** Words that such files have used for the states. */
const STATES: Readonly<Record<string, JobStatus>> = {
  queued: 'queued',
  pending: 'queued',
  running: 'running',
  completed: 'completed',
  done: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** A time of ISO 8601; one that names no zone is taken as UTC, which is what those servers wrote. */
const time = z
  .string()
  .max(40)
  .transform((text, context) => {
    const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?$/.exec(text);
    const [, day, clock, fraction = '', zone = 'Z'] = match ?? [];
    const at = new Date(`${day}T${clock}${fraction.slice(0, 4)}${zone}`);
    if (match !== null && !Number.isNaN(at.getTime())) return at;
    context.addIssue('must be a time such as 2026-07-22T10:15:00Z');
    return z.NEVER;
  });
const text = (longest: number) => z.string().min(1).max(longest);
const count = z.int().min(0).max(1e12);

const Line = z
  .looseObject({
    id: text(200),
    status: z.string().transform((word, context) => {
      const status = STATES[word];
      if (status !== undefined) return status;
      context.addIssue(`must be one of ${Object.keys(STATES).join(', ')}`);
      return z.NEVER;
    }),
    /** Empty for a repository that the request names. */
    folder_path: z.string().max(4096).default(''),
    request: z.record(z.string(), z.unknown()).default({}),
    created_at: time,
    started_at: time.nullish(),
    completed_at: time.nullish(),
    error: z.string().max(10_000).nullish(),
    error_code: text(100).optional(),
    progress_percent: z.number().min(0).max(100).nullish(),
    total_documents: count.nullish(),
    processed_documents: count.nullish(),
    imported_id: text(200).optional(),
  })
  .refine(
    ({ folder_path: folder, request }) => folder !== '' || typeof request['repository_url'] === 'string',
    {
      path: ['folder_path'],
      message: 'must name a folder',
    },
  );

/** No request nests so deep, and what walks a value calls itself at each level. */
const DEEPEST = 50;

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}

/** The value with all text, in names too, as PostgreSQL can hold it. */
function allStorable(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(allStorable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [storable(name), allStorable(item)]));
}

/** Reads one line; answers what is wrong with it as text. */
export function readJobLine(line: string): ReadJob | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'it is not JSON';
  }
  if (isDeeper(value, DEEPEST)) return `it is nested more than ${DEEPEST} deep`;
  const parsed = Line.safeParse(allStorable(value));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `${issue!.path.join('.') || 'the line'}: ${issue!.message}`;
  }
  const { id, status, folder_path, request, created_at, error_code, imported_id, ...rest } = parsed.data;
  return {
    id,
    status,
    folder_path,
    request,
    created_at,
    started_at: rest.started_at ?? null,
    completed_at: rest.completed_at ?? null,
    error: rest.error ?? null,
    progress_percent: rest.progress_percent ?? 0,
    total_documents: rest.total_documents ?? null,
    processed_documents: rest.processed_documents ?? 0,
    ...(error_code === undefined ? {} : { error_code }),
    ...(imported_id === undefined ? {} : { imported_id }),
  };
}

/** Writes one line, with its newline; keys are always in the same order. */
export function writeJobLine(job: JobLine): string {
  return `${JSON.stringify(job)}\n`;
}
