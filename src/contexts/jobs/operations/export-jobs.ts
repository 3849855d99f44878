import { operation } from '../../../kernel/operation.ts';
import { INDEX_KIND } from '../domain/index-kind.ts';
import { jobFigures } from '../domain/job-figures.ts';
import { writeJobLine } from '../domain/job-line.ts';
import { ExportedJobs, ExportJobs } from '../schemas.ts';
import { pageOfJobs } from '../store/export-jobs.ts';
import type { ExportedRow } from '../store/export-jobs.ts';

/** Index jobs alone: other work is Keelson's own upkeep, which means nothing elsewhere. */
export const exportJobs = operation({
  name: 'jobs.export',
  summary: 'Write index jobs as JSONL, a page at a time',
  access: 'jobs:read',
  effect: 'read',
  input: ExportJobs,
  output: ExportedJobs,
  http: { method: 'GET', path: '/index/jobs/export' },
  async run({ tx, tenant, now }, { cursor, limit }) {
    const rows = await pageOfJobs(tx, tenant, { kind: INDEX_KIND, after: cursor ?? '0', limit: limit + 1 });
    const page = rows.slice(0, limit);
    return {
      value: {
        jsonl: page.map((row) => lineOf(row, now)).join(''),
        count: page.length,
        next_cursor: rows.length > limit ? page.at(-1)!.key : null,
      },
    };
  },
});

function lineOf(row: ExportedRow, now: Date): string {
  const { progress_percent, total_documents, processed_documents } = jobFigures(row, now);
  return writeJobLine({
    id: row.job_id,
    status: row.status,
    folder_path: row.folder_path ?? '',
    request: row.input,
    created_at: row.created_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    completed_at: row.completed_at?.toISOString() ?? null,
    error: row.error?.message ?? null,
    progress_percent,
    total_documents,
    processed_documents,
    queue_position: row.queue_position,
    ...(row.error === null ? {} : { error_code: row.error.code }),
    ...(row.imported_id === null ? {} : { imported_id: row.imported_id }),
  });
}
