import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDS, tenantQueue } from '../support/jobs-store.ts';
import type { EndName } from '../support/jobs-store.ts';
import { jobsBench } from '../support/jobs.ts';
import type { JobsBench } from '../support/jobs.ts';

let bench: JobsBench;

beforeAll(async () => {
  bench = await jobsBench({ queueCap: 4, maxAttempts: 2 });
});
afterAll(() => bench.close());

const submit = fc.record({ does: fc.constant('submit' as const), key: fc.nat({ max: 7 }) });
const work = fc.record({
  does: fc.constant('work' as const),
  end: fc.constantFrom(...(Object.keys(ENDS) as EndName[])),
});
const disturb = fc.record({
  does: fc.constantFrom('crash' as const, 'cancel' as const),
  which: fc.nat({ max: 20 }),
});
const actions = fc.array(fc.oneof(submit, submit, work, work, disturb), { maxLength: 15 });

test('clients and workers at once: no job is lost and none ends twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(actions, { minLength: 4, maxLength: 4 }), async (clients) => {
      const queue = tenantQueue(bench);
      const accepted: string[] = [];
      const ended: string[] = [];
      const note = (job: { jobId: string; status: string } | undefined) => {
        if (job !== undefined && job.status !== 'queued') ended.push(job.jobId);
      };
      const workOnce = async (end: EndName) => {
        const [lease] = await queue.claim(1);
        if (lease !== undefined) note(await queue.settle(lease, end));
        return lease !== undefined;
      };
      const act = async (action: (typeof clients)[number][number]) => {
        if (action.does === 'work') await workOnce(action.end);
        else if (action.does === 'submit') {
          const answer = await queue.submit(action.key);
          if (typeof answer === 'string') accepted.push(answer);
        } else {
          const jobId = accepted[action.which % Math.max(1, accepted.length)];
          if (jobId === undefined) return;
          if (action.does === 'crash') note(await queue.crash(jobId));
          else {
            const { status } = (await queue.cancel(jobId, true)) as { status?: string };
            if (status === 'cancelled') note({ jobId, status });
          }
        }
      };
      await Promise.all(
        clients.map(async (mine) => {
          for (const action of mine) await act(action);
        }),
      );
      while (await workOnce('completed'));
      const jobs = await queue.jobs();
      expect(jobs.map((job) => job.job_id).sort()).toEqual([...accepted].sort());
      // Every job has ended, and whoever ended it was told so: once.
      for (const job of jobs) expect(['completed', 'failed', 'cancelled']).toContain(job.status);
      expect([...ended].sort()).toEqual([...accepted].sort());
      expect(await queue.counter()).toBe(0);
    }),
    { numRuns: 40 },
  );
}, 180_000);
