import type { Database } from '../../../platform/db/types.ts';
import { jobReached } from '../domain/job-events.ts';
import { claimJob, pickTenant } from '../store/claim-job.ts';
import type { Claim, ClaimedJob } from '../store/claim-job.ts';
import { announce } from './announce.ts';

/**
 * Claims the next job of any tenant. Picking the tenant needs the view over all tenants and changes nothing;
 * taking its first job happens bound to that tenant, as every change does. Other workers may have been faster in
 * between, so it goes on to the other tenants until one yields a job or none is left.
 */
export async function claimNext(database: Database, claim: Claim): Promise<ClaimedJob | undefined> {
  const tried: number[] = [];
  for (;;) {
    const tenant = await database.worker((tx) => pickTenant(tx, claim, tried));
    if (tenant === undefined) return undefined;
    const job = await database.tenant(tenant, async (tx) => {
      const claimed = await claimJob(tx, tenant, claim);
      if (claimed === undefined) return undefined;
      const { jobId, kind, attempt } = claimed;
      const event = jobReached({ jobId, kind, status: 'running', attempt });
      await announce(tx, { tenant, owner: claim.owner, operation: 'jobs.claim', jobId, events: [event] });
      return claimed;
    });
    if (job !== undefined) return job;
    tried.push(tenant);
  }
}
