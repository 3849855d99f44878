import type { MigrationFile } from '../../../platform/db/types.ts';

/** What is to be purged is found by tenant, over `job_finished`: each job that ends writes one index entry less. */
export const dropCompletedIndex: MigrationFile = {
  name: 'jobs_0006_one_index_less',
  sql: `
drop index keelson.job_completed;
`,
};
