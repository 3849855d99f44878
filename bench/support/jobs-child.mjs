// Job processes of `bench/jobs-start.ts`: a handler that answers when it started, on the clock all processes share.
import { z } from 'zod';
import { serveJobs } from '../../dist/contexts/jobs/worker/run-child.js';

await serveJobs({
  setUp: () => ({
    handlers: [
      {
        kind: 'bench.start',
        input: z.object({}),
        run: async () => String(process.hrtime.bigint()),
      },
    ],
  }),
});
