import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from './eventually.ts';

/** A NATS server of a test's own, with JetStream on a folder of its own. */
export interface NatsServer {
  /** `nats://127.0.0.1:PORT`; the port stays the same when it is started again. */
  url: string;
  /** Where JetStream keeps its streams. */
  store: string;
  /** kill -9, and waits for its end. */
  kill(): Promise<void>;
  /** Starts it again on the same port and store. */
  start(): Promise<void>;
  /** Ends it and removes what it kept. */
  stop(): Promise<void>;
}

/** Debian puts it where ordinary users' PATH does not lead. */
const PATH = [process.env['PATH'] ?? '', '/usr/sbin', '/usr/local/sbin', '/usr/local/bin'].join(
  path.delimiter,
);

/** Starts one. `extra` are more of its options, e.g. `--user`. */
export async function startNatsServer(...extra: string[]): Promise<NatsServer> {
  if (spawnSync('nats-server', ['--version'], { env: { PATH } }).status !== 0) {
    throw new Error(
      'These tests need the command nats-server, version 2.9 or newer: apt-get install nats-server, ' +
        'or get it from https://github.com/nats-io/nats-server/releases, and put it on the PATH',
    );
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'keelson-nats-'));
  const store = path.join(folder, 'store');
  let child: ChildProcess;
  let ended: Promise<unknown>;
  let url: string | undefined;

  async function start(): Promise<void> {
    const port = url === undefined ? '-1' : new URL(url).port;
    const place = ['-a', '127.0.0.1', '-p', port, '-sd', store, '--ports_file_dir', folder];
    child = spawn('nats-server', ['-js', ...place, ...extra], { stdio: 'ignore', env: { PATH } });
    ended = once(child, 'exit');
    const file = path.join(folder, `nats-server_${child.pid}.ports`);
    // A port that was free before may be another's by now; then it ends at once.
    url = await eventually(() => {
      if (child.exitCode !== null) throw new Error(`nats-server ended with ${child.exitCode}`);
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
      return text === '' ? undefined : (JSON.parse(text) as { nats: string[] }).nats[0];
    }, 'nats-server to listen');
  }
  async function kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    child.kill(signal);
    await ended;
    for (const name of readdirSync(folder)) {
      if (name.endsWith('.ports')) rmSync(path.join(folder, name), { force: true });
    }
  }

  await start();
  return {
    url: url!,
    store,
    kill: () => kill(),
    start,
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
