import type { Tx } from '../../../kernel/context.ts';
import { operation } from '../../../kernel/operation.ts';
import { decodeCursor, encodeCursor } from '../domain/list-cursor.ts';
import { findJob } from '../store/find-job.ts';
import { JobList, ListJobs } from '../schemas.ts';
import { jobView } from '../store/job-row.ts';
import { countJobs, listJobs, listParts } from '../store/list-jobs.ts';
import { renderJobList } from './render-job.ts';

/** Queued jobs in queue order, then running ones, then finished ones with the newest first. */
export const listJobsOperation = operation({
  name: 'jobs.list',
  summary: 'List the queue: queued, running and finished jobs',
  access: 'jobs:read',
  effect: 'read',
  input: ListJobs,
  output: JobList,
  errors: ['invalid_cursor', 'invalid_job_id', 'ambiguous_job_id', 'job_not_found'],
  http: { method: 'GET', path: '/index/jobs' },
  mcp: { tool: 'list_jobs', toolset: 'jobs' },
  cli: { render: renderJobList },
  async run({ tx, tenant, now }, { status, limit, cursor, parent }) {
    if (parent !== undefined) return { value: await partsOf(tx, tenant, parent, limit, now) };
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const [rows, counts] = await Promise.all([
      listJobs(tx, tenant, { status, limit: limit + 1, after }),
      countJobs(tx, tenant, status),
    ]);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      value: {
        jobs: page.map((row) => jobView(row, now)),
        total: counts.total,
        queued_count: counts.queued,
        running_count: counts.running,
        next_cursor:
          last === undefined ? null : encodeCursor({ rank: last.rank, key: last.key, jobId: last.job_id }),
      },
    };
  },
});

async function partsOf(tx: Tx, tenant: number, parent: string, limit: number, now: Date): Promise<JobList> {
  const { job_id: parentId, handed_out: total } = await findJob(tx, tenant, parent);
  const jobs = (await listParts(tx, tenant, parentId, limit)).map((row) => jobView(row, now));
  return {
    jobs,
    total,
    queued_count: jobs.filter(({ status }) => status === 'queued').length,
    running_count: jobs.filter(({ status }) => status === 'running').length,
    next_cursor: null,
  };
}
