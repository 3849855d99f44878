// Entry of job processes in tests: handlers that behave well and badly. Run by workers from dist/.
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { z } from 'zod';
import { serveJobs } from '../../dist/contexts/jobs/worker/run-child.js';
import { AppError } from '../../dist/kernel/errors.js';

const anything = z.looseObject({});

/** One line in the file of `input.trace`, so that tests see what ran, in which order. */
const trace = async (context, { trace: file }, what) => {
  if (file !== undefined)
    await appendFile(file, `${what} ${context.jobId} ${context.attempt} ${process.pid}\n`);
};

const connect = async ({ target }, role) => {
  const client = new Client({
    host: target.host,
    port: target.port,
    database: target.database,
    user: target.roles[role].user,
  });
  await client.connect();
  return client;
};

const handlers = (settings) => [
  {
    kind: 'test.echo',
    input: anything,
    async run(context, input) {
      await trace(context, input, 'run');
      return { echo: input.value ?? null, actor: context.actor, attempt: context.attempt };
    },
  },
  {
    // Writes what makes no sense into the pipe over which this process talks to its worker.
    kind: 'test.rubbish',
    input: anything,
    async run() {
      writeSync(5, 'no message\n');
      await sleep(60_000);
    },
  },
  {
    kind: 'test.strict',
    input: z.object({ count: z.int() }),
    run: async (_context, { count }) => ({ count }),
  },
  {
    // Works for `ms`, in small steps, and stops when it is told to.
    kind: 'test.work',
    input: anything,
    async run(context, input, progress) {
      await trace(context, input, 'start');
      const until = Date.now() + input.ms;
      for (let step = 1; Date.now() < until; step += 1) {
        progress({ phase: 'work', filesDone: step, filesTotal: 1000, current: `file\0${step}` });
        await sleep(10, undefined, { signal: context.signal });
      }
      await trace(context, input, 'end');
      return 'worked';
    },
  },
  {
    // Hands out a job for each of `parts` and, when they are done, answers what they answered.
    kind: 'test.parent',
    input: anything,
    async run(context, input) {
      await trace(context, input, 'run');
      const client = await connect(settings, 'owner');
      try {
        await client.query(`set app.tenant_id = '${context.tenant}'`);
        const done = await context.childResults(
          async (sql, parameters) => (await client.query(sql, [...parameters])).rows,
        );
        if (done.length > 0) return done.map(({ result }) => result);
      } finally {
        await client.end();
      }
      return context.handOut(
        input.parts.map(({ kind, needsFolder, ...rest }) => ({
          kind,
          input: { ...rest, trace: input.trace },
          files: 10,
          bytes: 100,
          ...(needsFolder !== undefined && { needsFolder }),
        })),
      );
    },
  },
  {
    // Never yields, never looks at its signal.
    kind: 'test.burn',
    input: anything,
    async run(context, input) {
      await trace(context, input, 'start');
      const until = Date.now() + input.ms;
      while (Date.now() < until);
      return 'burnt';
    },
  },
  {
    // Starts a program that outlives it and waits for ever.
    kind: 'test.spawn',
    input: anything,
    async run(context, input) {
      const child = spawn('sleep', ['300'], { stdio: 'ignore' });
      await trace(context, input, `spawned ${child.pid}`);
      await sleep(300_000);
    },
  },
  {
    // Throws at the first `times` attempts.
    kind: 'test.fail',
    input: anything,
    async run(context, input) {
      await trace(context, input, 'run');
      if (context.attempt > (input.times ?? 1)) return 'at last';
      if (input.error === undefined) throw new TypeError('a bug');
      throw new AppError(input.error, `${input.error}_error`, `It is ${input.error}`);
    },
  },
  {
    // Ends its own process.
    kind: 'test.die',
    input: anything,
    async run(context, input) {
      await trace(context, input, 'run');
      if (context.attempt <= (input.times ?? 1)) process.kill(process.pid, 'SIGKILL');
      await sleep(input.times === undefined ? 5000 : 0);
      return 'survived';
    },
  },
  {
    kind: 'test.print',
    input: anything,
    async run() {
      process.stdout.write('noise on standard output\n');
      return 'printed';
    },
  },
  {
    // Commits `steps` rows, each in a transaction that holds the lease, as the table's owner does.
    kind: 'test.steps',
    input: anything,
    async run(context, input) {
      const client = await connect(settings, input.role ?? 'owner');
      try {
        await trace(context, input, 'start');
        for (let step = 1; step <= input.steps; step += 1) {
          await client.query('begin');
          await context.assertLease(
            async (sql, parameters) => (await client.query(sql, [...parameters])).rows,
          );
          await client.query('insert into keelson.test_step (job_id, step, attempt) values ($1, $2, $3)', [
            context.jobId,
            step,
            context.attempt,
          ]);
          await sleep(input.ms ?? 0);
          await client.query('commit');
        }
        return 'stepped';
      } finally {
        await client.end();
      }
    },
  },
  {
    // Works for `ms`, and lets others go first.
    kind: 'test.polite',
    input: anything,
    async run(context, input) {
      const client = await connect(settings, 'owner');
      try {
        await client.query(`set app.tenant_id = '${context.tenant}'`);
        await trace(context, input, 'start');
        const until = Date.now() + input.ms;
        while (Date.now() < until) {
          await sleep(20, undefined, { signal: context.signal });
          await context.giveWay(async (sql, parameters) => (await client.query(sql, [...parameters])).rows);
        }
        await trace(context, input, 'end');
        return 'worked';
      } finally {
        await client.end();
      }
    },
  },
];

await serveJobs({ setUp: (settings) => ({ handlers: handlers(settings ?? {}) }) });
