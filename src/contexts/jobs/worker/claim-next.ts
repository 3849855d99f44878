import type { Database } from '../../../platform/db/types.ts';
import { jobReached } from '../domain/job-events.ts';
import { claimJobs, pickTenant } from '../store/claim-job.ts';
import type { Claim, ClaimedJob } from '../store/claim-job.ts';
import { announce } from './announce.ts';

/** A tenant takes so small a part of what would be taken at once if there were no other. */
const TURNS = 8;

/**
 * Claims the next jobs of any tenant, up to `most`, all of one. Picking the tenant needs the view over all tenants and
 * changes nothing; taking its first jobs happens bound to that tenant, as every change does. Other workers may have been
 * faster in between, so it goes on to the other tenants until one yields a job or none is left. With `only`, one
 * tenant is known to have all the jobs there are, and is not picked first.
 */
export async function claimNext(
  database: Database,
  claim: Claim,
  most: number,
  only: number | undefined,
): Promise<ClaimedJob[]> {
  const tried: number[] = [];
  for (;;) {
    const known = tried.length === 0 && only !== undefined ? { tenant: only, others: false } : undefined;
    const picked = known ?? (await database.worker((tx) => pickTenant(tx, claim, tried)));
    if (picked === undefined) return [];
    const { tenant, others } = picked;
    const jobs = await database.tenant(tenant, async (tx, atCommit) => {
      const claimed = await claimJobs(tx, tenant, claim, others ? most / TURNS : most);
      if (claimed.length === 0) return claimed;
      announce(atCommit, {
        tenant,
        owner: claim.owner,
        operation: 'jobs.claim',
        events: claimed.map(({ jobId, kind, attempt }) =>
          jobReached({ jobId, kind, status: 'running', attempt }),
        ),
      });
      return claimed;
    });
    if (jobs.length > 0) return jobs;
    tried.push(tenant);
  }
}
