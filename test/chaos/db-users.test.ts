import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { layoutOf } from '../../src/platform/db/embedded/home-layout.ts';
import { findPostmaster } from '../../src/platform/db/embedded/postmaster-file.ts';
import { isMarkAlive } from '../../src/platform/processes/process-identity.ts';
import { startEmbedded } from '../../src/platform/db/embedded/start-embedded.ts';
import { makeHome, removeHome, serverRuns, until } from '../support/database-home.ts';
import { startDatabaseProcess, type DatabaseProcess } from '../support/database-process.ts';

let home: string;
let processes: DatabaseProcess[];
beforeAll(() => {
  home = makeHome();
});
beforeEach(() => {
  processes = [];
});
afterEach(async () => {
  await Promise.all(processes.map((each) => each.kill()));
  await until(() => findPostmaster(layoutOf(home).data) === undefined, 'the watchdog stops the server');
});
afterAll(() => removeHome(home));

const start = (): DatabaseProcess => {
  const started = startDatabaseProcess(home);
  processes.push(started);
  return started;
};
const watchdogMark = (): string => readFileSync(layoutOf(home).watchdog, 'utf8').split(' ')[0]!;

describe('several processes on one home', () => {
  test('of eight that start at once, one starts the server and seven attach to it', async () => {
    const started = await Promise.all(Array.from({ length: 8 }, () => start().started));
    expect(started.filter((each) => !each.attached)).toHaveLength(1);
    expect(new Set(started.map((each) => each.pid)).size).toBe(1);
  });

  test('the server stays until the last one leaves, whoever started it', async () => {
    const [first, second, third] = [start(), start(), start()];
    const { pid } = await first.started;
    await Promise.all([second.started, third.started]);
    await first.stop();
    expect(serverRuns(home, pid)).toBe(true);
    await second.stop();
    expect(serverRuns(home, pid)).toBe(true);
    await third.stop();
    expect(serverRuns(home, pid)).toBe(false);
  });

  test('starting and leaving over and over at once never leaves anybody without a server', async () => {
    const rounds = async (): Promise<void> => {
      for (let round = 0; round < 6; round += 1) {
        const server = await startEmbedded({ home });
        expect(serverRuns(home, server.pid)).toBe(true);
        await server.stop();
      }
    };
    await Promise.all([rounds(), rounds(), rounds(), rounds()]);
  });

  test('one process may hold it several times, and stop twice', async () => {
    const first = await startEmbedded({ home });
    const second = await startEmbedded({ home });
    expect([first.attached, second.attached]).toEqual([false, true]);
    await Promise.all([first.stop(), first.stop()]);
    expect(serverRuns(home, second.pid)).toBe(true);
    await second.stop();
    expect(serverRuns(home, second.pid)).toBe(false);
  });
});

describe('kill -9 of Node', () => {
  test('of the only user ends server and watchdog within seconds', async () => {
    const only = start();
    const { pid } = await only.started;
    const watchdog = watchdogMark();
    await only.kill();
    await until(() => !serverRuns(home, pid), 'the watchdog stops the server');
    await until(() => !isMarkAlive(watchdog), 'the watchdog ends');
  });

  test('of the starter leaves the server to the others, and of those ends it', async () => {
    const first = start();
    const { pid } = await first.started;
    const second = start();
    await second.started;
    await first.kill();
    await sleep(2500);
    expect(serverRuns(home, pid)).toBe(true);
    await second.kill();
    await until(() => !serverRuns(home, pid), 'the watchdog stops the server');
  });

  test('and a new start in the same second gives a server that stays', async () => {
    for (let round = 0; round < 3; round += 1) {
      const doomed = start();
      await doomed.started;
      await doomed.kill();
      await sleep(round * 450);
      const server = await startEmbedded({ home });
      await sleep(1500);
      expect(serverRuns(home, server.pid)).toBe(true);
      await server.stop();
    }
  });

  test('of its watchdog: the next to attach sets another', async () => {
    const first = start();
    const { pid } = await first.started;
    process.kill(Number(watchdogMark().split('-')[0]), 'SIGKILL');
    const second = start();
    expect((await second.started).attached).toBe(true);
    await first.kill();
    await second.kill();
    await until(() => !serverRuns(home, pid), 'the new watchdog stops the server');
  });
});
