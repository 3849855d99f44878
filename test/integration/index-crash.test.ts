import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageCallers } from '../../src/contexts/indexing/store/queries/page-callers.ts';
import { findIndex } from '../../src/contexts/indexing/store/queries/find-index.ts';
import { buildRows } from '../support/build-rows.ts';
import type { TestFile } from '../support/build-rows.ts';
import type { TestDatabase } from '../support/database.ts';
import { indexDatabase } from '../support/index-database.ts';
import { digestIndex, indexesWithTables, indexStates } from '../support/index-state.ts';
import { loadIndex, TOTALS } from '../support/load-index.ts';

const CHILD = fileURLToPath(new URL('../support/index-load.mjs', import.meta.url));
const CHUNKS: TestFile[][] = ['alpha', 'beta', 'gamma'].map((name) => [
  {
    path: `${name}.c`,
    macros: [{ name: `${name}_MAX`, line: 1 }],
    symbols: [{ name, line: 2, calls: [{ name: 'kfree', line: 3 }] }],
  },
]);
const MANIFEST = { manifestId: 'manifest-1', totals: TOTALS };

let db: TestDatabase;
beforeAll(async () => {
  db = await indexDatabase();
});
afterAll(() => db.drop());

/** Loads in a process of its own, which dies at the statement it is told to. */
function loadInChild(repositoryPath: string, killAt?: number) {
  return new Promise<{ signal: string | undefined; out: string; err: string }>((resolve) => {
    const argument = JSON.stringify({
      target: db.target,
      plan: { repositoryPath, resumeKey: 'plan-1', chunks: CHUNKS.length },
      chunks: CHUNKS.map((files, chunk) =>
        buildRows(chunk, files).map(({ table, bytes }) => ({
          table,
          bytes: Buffer.from(bytes).toString('base64'),
        })),
      ),
      manifest: MANIFEST,
      killAt,
    });
    execFile(process.execPath, [CHILD, argument], (error, out, err) => {
      resolve({ signal: error?.signal ?? undefined, out, err });
    });
  });
}

/** Names of the callers of kfree, or the code of the error. */
async function ask(repositoryPath: string): Promise<string[] | string> {
  try {
    return await db.database.tenant(1, async (tx) => {
      const { sites } = await pageCallers(tx, await findIndex(tx, 1, repositoryPath), 'kfree', 10);
      return sites.map(({ name }) => name ?? '');
    });
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('a process killed while it loads', () => {
  it(
    'leaves no half of anything to see, and the same load again ends as if never interrupted',
    { timeout: 240_000 },
    async () => {
      const whole = await loadInChild('/src/whole');
      expect(whole).toMatchObject({ signal: undefined, err: '' });
      const { statements } = JSON.parse(whole.out) as { statements: number };
      const wanted = await digestIndex(db.database, await idOf('/src/whole'));

      let resumed = 0;
      // Every seventh statement is in every phase, and quicker than each of some 150.
      for (let at = 17; at < statements; at += 7) {
        const repository = `/src/killed-${at}`;
        expect({ at, signal: (await loadInChild(repository, at)).signal }).toEqual({ at, signal: 'SIGKILL' });
        // The answer to a COMMIT may be lost with the process: then all of it is there.
        expect([['alpha', 'beta', 'gamma'], 'no_index']).toContainEqual(await ask(repository));
        const again = await loadInChild(repository);
        expect(again).toMatchObject({ signal: undefined, err: '' });
        resumed += (JSON.parse(again.out) as { resumed: number }).resumed;
        expect(await digestIndex(db.database, await idOf(repository))).toBe(wanted);
      }
      expect(resumed).toBeGreaterThan(0);
      const states = await indexStates(db.database);
      expect(await indexesWithTables(db.database)).toEqual(
        states.filter(({ state }) => state === 'ready').map(({ id }) => id),
      );
      expect(states.filter(({ state }) => state === 'loading')).toEqual([]);
    },
  );

  it('leaves the index before it in place', async () => {
    await loadIndex(db.database, '/src/before', CHUNKS.slice(0, 1), { resumeKey: 'old' });
    expect((await loadInChild('/src/before', 60)).signal).toBe('SIGKILL');
    expect(await ask('/src/before')).toEqual(['alpha']);
    await loadInChild('/src/before');
    expect(await ask('/src/before')).toEqual(['alpha', 'beta', 'gamma']);
  });
});

async function idOf(repositoryPath: string): Promise<number> {
  const { id } = await db.database.tenant(1, (tx) => findIndex(tx, 1, repositoryPath));
  return id;
}
