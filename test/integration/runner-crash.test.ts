import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { rowsOf, sampleMigrations } from '../support/runner.ts';

const CHILD = fileURLToPath(new URL('../support/runner-crash.mjs', import.meta.url));
let db: TestDatabase;

beforeAll(async () => {
  db = await testDatabase(sampleMigrations);
});
afterAll(() => db.drop());

/** Makes the thing in a process of its own, which dies where it is told to. */
function makeInChild(name: string, killAt?: number | 'commit') {
  return new Promise<{ signal: string | undefined; out: string }>((resolve) => {
    const argument = JSON.stringify({ target: db.target, name, killAt });
    execFile(process.execPath, [CHILD, argument], (error, out) => {
      resolve({ signal: error?.signal ?? undefined, out });
    });
  });
}

/** How many rows each table holds of the thing. */
async function count(name: string) {
  const of = async (table: string, column: string, value: string) =>
    (await rowsOf(db.database, table)).filter((row) => row[column] === value).length;
  return {
    things: await of('sample_thing', 'name', name),
    audit: (await rowsOf(db.database, 'audit')).filter((row) =>
      (row['subjects'] as string[]).includes(`thing/${name}`),
    ).length,
    outbox: await of('outbox', 'subject', `thing/${name}`),
    keys: await of('idempotency', 'key', `key-${name}`),
  };
}

const NONE = { things: 0, audit: 0, outbox: 0, keys: 0 };
const ALL = { things: 1, audit: 1, outbox: 1, keys: 1 };

describe('a process killed in the middle of a write', () => {
  it('leaves all of it or nothing, and the same request again completes it once', async () => {
    const whole = await makeInChild('whole');
    const { statements } = JSON.parse(whole.out) as { statements: number };
    expect(statements).toBeGreaterThanOrEqual(7);
    expect(await count('whole')).toEqual(ALL);

    for (let at = 1; at <= statements; at += 1) {
      const name = `killed-${at}`;
      expect((await makeInChild(name, at)).signal).toBe('SIGKILL');
      expect({ at, ...(await count(name)) }).toEqual({ at, ...NONE });
      expect((await makeInChild(name)).signal).toBeUndefined();
      expect({ at, ...(await count(name)) }).toEqual({ at, ...ALL });
    }
  });

  it('after the commit has lost nothing: the same request again gets the answer and does nothing', async () => {
    expect((await makeInChild('heard-of-nothing', 'commit')).signal).toBe('SIGKILL');
    expect(await count('heard-of-nothing')).toEqual(ALL);
    const again = await makeInChild('heard-of-nothing');
    expect(JSON.parse(again.out)).toMatchObject({ answer: { name: 'heard-of-nothing' } });
    expect(await count('heard-of-nothing')).toEqual(ALL);
  });
});
