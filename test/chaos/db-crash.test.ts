import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { layoutOf } from '../../src/platform/db/embedded/home-layout.ts';
import { bootId, isPidAlive } from '../../src/platform/processes/process-identity.ts';
import { startEmbedded, type EmbeddedServer } from '../../src/platform/db/embedded/start-embedded.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { makeHome, removeHome, serverRuns, until } from '../support/database-home.ts';
import { startDatabaseProcess } from '../support/database-process.ts';

// One home for all: what a test leaves behind, the next one has to start on.
let home: string;
let bystanders: ChildProcess[];
beforeAll(() => {
  home = makeHome();
});
beforeEach(() => {
  bystanders = [];
});
afterEach(() => {
  for (const each of bystanders) each.kill('SIGKILL');
});
afterAll(() => removeHome(home));

const pidFile = (): string => path.join(layoutOf(home).data, 'postmaster.pid');

/** Starts a server and kills it, which leaves its postmaster.pid behind. */
const crash = async (): Promise<void> => {
  const server = await startEmbedded({ home });
  process.kill(server.pid, 'SIGKILL');
  await until(() => !serverRuns(home, server.pid), 'the server is gone');
  await server.stop();
};
const startsAndStops = async (): Promise<void> => {
  const server = await startEmbedded({ home });
  expect(server.attached).toBe(false);
  await server.stop();
  expect(serverRuns(home, server.pid)).toBe(false);
};
/** Another program, of the same user as the server. */
const startBystander = (): ChildProcess => {
  const { uid, gid } = statSync(layoutOf(home).data);
  const other = spawn('sleep', ['300'], {
    stdio: 'ignore',
    ...(process.getuid?.() === 0 ? { uid, gid } : {}),
  });
  bystanders.push(other);
  return other;
};
const selectOne = async (server: EmbeddedServer): Promise<unknown> => {
  const database = openDatabase(server.target);
  try {
    return await database.tenant(1, (tx) => tx.query({ sql: 'select 1 as n' }));
  } finally {
    await database.close();
  }
};

describe('kill -9 of the server', () => {
  test('loses no commit that was acknowledged', async () => {
    let counted = 0;
    for (let round = 0; round < 3; round += 1) {
      const writer = startDatabaseProcess(home, { work: 'commit' });
      const { pid } = await writer.started;
      const before = counted;
      await until(() => writer.acked.length > 100 * (round + 1), 'commits');
      process.kill(pid, 'SIGKILL');
      await until(() => !serverRuns(home, pid), 'the server is gone');
      const server = await startEmbedded({ home });
      await writer.kill();
      const database = openDatabase(server.target);
      const owner = await database.connectOwner();
      const [row] = await owner.query<{ n: number }>({ sql: 'select count(*)::int as n from acked' });
      counted = row!.n;
      expect(counted - before).toBeGreaterThanOrEqual(writer.acked.length);
      // One more may have been committed than its client was told of.
      expect(counted - before).toBeLessThanOrEqual(writer.acked.length + 1);
      await database.close();
      await server.stop();
    }
  });

  test('with a connection that is busy: the next start ends what is left and comes up', async () => {
    const doomed = await startEmbedded({ home });
    const database = openDatabase(doomed.target);
    const busy = await database.connectOwner();
    const [backend] = await busy.query<{ pid: number }>({ sql: 'select pg_backend_pid() as pid' });
    const endless = busy
      .query({ sql: 'select count(*) from generate_series(1, 100000000000)' })
      .catch(() => 'cut');
    process.kill(doomed.pid, 'SIGKILL');
    const server = await startEmbedded({ home });
    expect(isPidAlive(backend!.pid)).toBe(false);
    expect(await endless).toBe('cut');
    expect(await selectOne(server)).toEqual([{ n: 1 }]);
    await database.close();
    await Promise.all([server.stop(), doomed.stop()]);
  });

  test('the pools of a process that stays find the new server', async () => {
    const doomed = await startEmbedded({ home });
    const database = openDatabase(doomed.target);
    const once = (): Promise<unknown> => database.tenant(1, (tx) => tx.query({ sql: 'select 1 as n' }));
    await once();
    process.kill(doomed.pid, 'SIGKILL');
    await until(() => !serverRuns(home, doomed.pid), 'the server is gone');
    // The process behind an open connection outlives the server for a moment.
    const outcome = (): Promise<unknown> =>
      once().then(
        () => 'answered',
        (error: { code: string }) => error.code,
      );
    await expect.poll(outcome, { timeout: 15_000 }).toBe('database_unavailable');
    const server = await startEmbedded({ home });
    expect(await once()).toEqual([{ n: 1 }]);
    await database.close();
    await Promise.all([server.stop(), doomed.stop()]);
  });
});

describe('files left behind', () => {
  test('postmaster.pid and socket lock of a pid another program has got', async () => {
    await crash();
    const other = startBystander();
    const text = readFileSync(pidFile(), 'utf8');
    writeFileSync(pidFile(), text.replace(/^\d+/, String(other.pid)));
    const lock = path.join(layoutOf(home).socket, '.s.PGSQL.5432.lock');
    writeFileSync(lock, readFileSync(lock, 'utf8').replace(/^\d+/, String(other.pid)));
    await startsAndStops();
    expect(isPidAlive(other.pid!)).toBe(true);
  });

  test.each([
    ['empty', ''],
    ['garbage', 'no pid\nat all\n'],
    ['cut short', '99999999'],
  ])('a postmaster.pid that is %s', async (_, text) => {
    await crash();
    truncateSync(pidFile());
    writeFileSync(pidFile(), text);
    await startsAndStops();
  });

  test('entries of users and locks of dead processes, of pids others have got, and of an earlier boot', async () => {
    await crash();
    const { users, locks } = layoutOf(home);
    const other = startBystander();
    for (const folder of [users, locks]) {
      writeFileSync(path.join(folder, `99999999-1-${bootId}-aa`), '');
      writeFileSync(path.join(folder, `${other.pid}-1-${bootId}-bb`), '');
      writeFileSync(path.join(folder, `${process.pid}-1-ffffffff-cc`), '');
      writeFileSync(path.join(folder, 'not a mark'), '');
    }
    await startsAndStops();
  });

  test('a watchdog record of a pid another program has got: that program is left alone', async () => {
    await crash();
    const other = startBystander();
    writeFileSync(layoutOf(home).watchdog, `${other.pid}-1-${bootId}-0 ${other.pid}-1-${bootId}-0`);
    await startsAndStops();
    expect(isPidAlive(other.pid!)).toBe(true);
  });
});

test('a process killed while it makes the database leaves nothing in the way', async () => {
  const fresh = makeHome();
  const { root } = layoutOf(fresh);
  const drafts = (): string[] =>
    existsSync(root) ? readdirSync(root).filter((name) => name.startsWith('data.new-')) : [];
  for (const pause of [0, 100, 250]) {
    const doomed = startDatabaseProcess(fresh);
    const before = new Set(drafts());
    await until(() => drafts().some((name) => !before.has(name)), 'initdb has begun');
    await sleep(pause);
    await doomed.kill();
  }
  const server = await startEmbedded({ home: fresh });
  expect(await selectOne(server)).toEqual([{ n: 1 }]);
  await server.stop();
  removeHome(fresh);
});

test('a server in another container, which is no process here, is not started a second time', async () => {
  const server = await startEmbedded({ home });
  const text = readFileSync(pidFile(), 'utf8');
  writeFileSync(pidFile(), text.replace(/^\d+/, '99999999'));
  await expect(startEmbedded({ home })).rejects.toMatchObject({ code: 'database_in_use_elsewhere' });
  writeFileSync(pidFile(), text);
  expect(await selectOne(server)).toEqual([{ n: 1 }]);
  await server.stop();
});
