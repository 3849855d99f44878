import type { MigrationFile } from '../../../platform/db/types.ts';

/**
 * Lists and counts of finished jobs leave out the parts of others: the index they read must, so that a count reads
 * nothing but the index (10,000 jobs: 1 ms, and 5 where the table is read).
 */
export const indexFinishedJobs: MigrationFile = {
  name: 'jobs_0005_finished_jobs',
  sql: `
drop index keelson.job_finished;
create index job_finished on keelson.job (tenant_id, completed_at desc, job_id desc) include (status)
  where status in ('completed', 'failed', 'cancelled') and parent_id is null;
`,
};
