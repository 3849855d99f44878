import { z } from 'zod';
import { systemClock } from '../../src/kernel/clock.ts';
import type { Caller, Tx } from '../../src/kernel/context.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { newId } from '../../src/kernel/ids.ts';
import { operation } from '../../src/kernel/operation.ts';
import { platformMigrations } from '../../src/platform/db/migrations.ts';
import { tenantTable } from '../../src/platform/db/tenant-table.ts';
import type { Database, MigrationFile } from '../../src/platform/db/types.ts';
import { silentLog } from '../../src/platform/log/create-log.ts';
import { createRunner } from '../../src/platform/run-operation.ts';
import type { RunnerDeps } from '../../src/platform/run-operation.ts';
import { runnerMigrations } from '../../src/platform/runner/migrations.ts';
import { createTrace } from '../../src/platform/telemetry/trace.ts';

/** A table for operations of tests, beside those of the waist. */
export const sampleMigrations: readonly MigrationFile[] = [
  ...new Map([...platformMigrations, ...runnerMigrations].map((file) => [file.name, file])).values(),
  {
    name: 'sample_0001_things',
    sql: `create table keelson.sample_thing (tenant_id int not null, name text not null, primary key (tenant_id, name));
          ${tenantTable('sample_thing')}`,
  },
];

const Name = z.object({ name: z.string() });

function insertThing(tx: Tx, tenant: number, name: string): Promise<unknown> {
  return tx.query({
    sql: 'INSERT INTO sample_thing (tenant_id, name) VALUES ($1, $2)',
    parameters: [tenant, name],
  });
}

const thingEvent = (type: string, name: string, more: object = {}) => ({
  type: `sample.v1.${type}`,
  subject: `thing/${name}`,
  data: { name, ...more },
});

/** Makes a thing; `made` counts how often it ran, which no rollback undoes. */
export function makeThing(during: (tx: Tx) => Promise<void> = async () => undefined) {
  const made: string[] = [];
  return {
    made,
    operation: operation({
      name: 'sample.make_thing',
      summary: 'Make a thing',
      access: 'sample:write',
      effect: 'write',
      input: Name,
      // jsonb would turn these two around: it sorts by length first.
      output: z.object({ longer: z.string(), run: z.int() }),
      async run({ tx, tenant }, { name }) {
        made.push(name);
        await insertThing(tx, tenant, name);
        await during(tx);
        return {
          value: { longer: name, run: made.length },
          events: [
            thingEvent('ThingMade', name),
            thingEvent('ThingNamed', name, { changes: ['name', 'colour'] }),
          ],
        };
      },
    }),
  };
}

/** Writes and then answers with something its schema refuses. */
export const breakPromise = operation({
  name: 'sample.break_promise',
  summary: 'Answer wrongly',
  access: 'public',
  effect: 'write',
  input: Name,
  output: z.object({ count: z.int() }),
  async run({ tx, tenant }, { name }) {
    await insertThing(tx, tenant, name);
    return { value: { count: 'secret-value' as unknown as number }, events: [thingEvent('Broken', name)] };
  },
});

/** Writes and then refuses. */
export const refuseLate = operation({
  name: 'sample.refuse_late',
  summary: 'Refuse after writing',
  access: 'public',
  effect: 'write',
  input: Name,
  output: z.null(),
  async run({ tx, tenant }, { name }) {
    await insertThing(tx, tenant, name);
    throw new AppError('conflict', 'too_late', 'Too late');
  },
});

/** Names of all things the transaction sees. */
export const listThings = operation({
  name: 'sample.list_things',
  summary: 'List things',
  access: 'sample:read',
  effect: 'read',
  input: z.object({}),
  output: z.array(z.string()),
  async run({ tx }) {
    const rows = await tx.query<{ name: string }>({ sql: 'SELECT name FROM sample_thing ORDER BY name' });
    return { value: rows.map(({ name }) => name) };
  },
});

/** A caller of tenant 1 with every scope, changed as asked. */
export function caller(changes: Partial<Caller> = {}): Caller {
  return {
    tenant: 1,
    actor: { kind: 'user', id: 'local', scopes: ['*'] },
    requestId: 'req-1',
    door: 'http',
    signal: new AbortController().signal,
    ...changes,
  };
}

/** The runner on a real database. */
export function runnerOn(database: RunnerDeps['database'], changes: Partial<RunnerDeps> = {}) {
  return createRunner({
    database,
    clock: systemClock,
    newId: (now) => newId(now),
    log: silentLog,
    trace: createTrace(() => '0'.repeat(32)),
    ...changes,
  });
}

/** Rows of a table as a tenant sees them. */
export function rowsOf(database: Database, table: string, tenant = 1): Promise<Record<string, unknown>[]> {
  return database.tenant(tenant, (tx) => tx.query({ sql: `SELECT * FROM ${table}` }));
}
