import type { JobContext } from '../../src/kernel/job.ts';

/** What a handler is given that runs without a queue: a lease that is never lost, and nobody to hand work to. */
export function jobContext(given: Partial<JobContext> = {}): JobContext {
  return {
    jobId: 'job-1',
    tenant: 1,
    actor: { kind: 'user', id: 'tester', scopes: ['*'] },
    signal: new AbortController().signal,
    attempt: 1,
    assertLease: () => Promise.resolve(),
    giveWay: () => Promise.resolve(),
    handOut() {
      throw new Error('This job was not expected to hand out others');
    },
    childResults: () => Promise.resolve([]),
    ...given,
  };
}
