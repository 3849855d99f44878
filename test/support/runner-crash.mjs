// Runs one keyed write and kills this process, without any goodbye, once the statement numbered KILL_AT has been
// answered; KILL_AT=commit kills it after the commit and before anybody hears of it.
import { z } from 'zod';
import { newId } from '../../dist/kernel/ids.js';
import { openDatabase } from '../../dist/platform/db/open-database.js';
import { silentLog } from '../../dist/platform/log/create-log.js';
import { createRunner } from '../../dist/platform/run-operation.js';
import { createTrace } from '../../dist/platform/telemetry/trace.js';

const { target, name, killAt } = JSON.parse(process.argv[2]);
const database = openDatabase(target);
const die = () => process.kill(process.pid, 'SIGKILL');
let statements = 0;

/** Counts statements as they are answered. */
const counted = (tx) => ({
  async query(query) {
    const rows = await tx.query(query);
    statements += 1;
    if (statements === killAt) die();
    return rows;
  },
});

/** Counts what goes with the commit as it is handed over: of what is on its way the server takes all or nothing. */
const countedAtCommit = (atCommit) => (query) => {
  atCommit(query);
  statements += 1;
  if (statements === killAt) die();
};

const run = createRunner({
  database: {
    async tenant(tenant, work) {
      const result = await database.tenant(tenant, (tx, atCommit) =>
        work(counted(tx), countedAtCommit(atCommit)),
      );
      if (killAt === 'commit') die();
      return result;
    },
  },
  clock: () => new Date(),
  newId: (now) => newId(now),
  log: silentLog,
  trace: createTrace(() => '0'.repeat(32)),
});

const makeThing = {
  name: 'sample.make_thing',
  summary: 'Make a thing',
  access: 'public',
  effect: 'write',
  input: z.object({ name: z.string() }),
  output: z.object({ name: z.string() }),
  async run({ tx, tenant }, input) {
    const sql = 'INSERT INTO sample_thing (tenant_id, name) VALUES ($1, $2)';
    await tx.query({ sql, parameters: [tenant, input.name] });
    const event = { type: 'sample.v1.ThingMade', subject: `thing/${input.name}`, data: {} };
    return { value: { name: input.name }, events: [event] };
  },
};

const caller = {
  tenant: 1,
  actor: { kind: 'user', id: 'local', scopes: ['*'] },
  requestId: 'crash',
  door: 'http',
  signal: new AbortController().signal,
  idempotencyKey: `key-${name}`,
};
const answer = await run(makeThing, caller, { name });
await database.close();
process.stdout.write(JSON.stringify({ answer, statements }));
