import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { moduleEntry } from '../../src/platform/processes/module-entry.ts';

/** What {@link startDatabaseProcess} says it has started. */
export interface StartedServer {
  attached: boolean;
  pid: number;
  host: string;
}

/** Another Node process that uses the database of a home. */
export interface DatabaseProcess {
  child: ChildProcess;
  /** Resolves when it has the database; rejects with what it says otherwise. */
  started: Promise<StartedServer>;
  /** Each number it has committed into table `acked`, as soon as it was told so. */
  acked: number[];
  /** Lets it leave in order, and waits for its end. */
  stop(): Promise<void>;
  /** kill -9, and waits for its end. */
  kill(): Promise<void>;
}

const SCRIPT = `
const [home, work, start, open] = process.argv.slice(1);
const { startEmbedded } = await import(start);
const { openDatabase } = await import(open);
const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
try {
  const server = await startEmbedded({ home });
  say({ started: { attached: server.attached, pid: server.pid, host: server.target.host } });
  process.stdin.once('data', async () => {
    await server.stop();
    process.exit(0);
  });
  if (work === 'commit') {
    const owner = await openDatabase(server.target).connectOwner();
    await owner.query({ sql: 'create schema if not exists keelson; create table if not exists acked (n int)' });
    for (let n = 1; ; n += 1) {
      await owner.query({ sql: 'insert into acked values ($1)', parameters: [n] });
      say({ acked: n });
    }
  }
} catch (error) {
  say({ failed: error.code + ': ' + error.message });
  if (work !== 'commit') process.exit(1);
}
`;

/** Environment and identity of such a process. */
export interface DatabaseProcessOptions {
  /** `commit`: inserts rows one by one and reports each commit. */
  work?: 'commit';
  /** Run as this uid (by setpriv, when the tests run as root). */
  uid?: number;
  env?: NodeJS.ProcessEnv;
  /** A command to run Node under, e.g. one that sets a limit. */
  wrap?: readonly string[];
  /** Folder of an installation: `dist` and `node_modules`; this repository when not given. */
  installation?: string;
}

const DIST = path.dirname(moduleEntry(import.meta.url, '../../src/platform/db/open-database.ts'));

/** Starts one, from dist/, as a program of its own. */
export function startDatabaseProcess(home: string, options: DatabaseProcessOptions = {}): DatabaseProcess {
  const identity =
    options.uid === undefined
      ? []
      : ['setpriv', `--reuid=${options.uid}`, `--regid=${options.uid}`, '--clear-groups'];
  const node = [process.execPath, '--input-type=module', '-e', SCRIPT];
  const dist =
    options.installation === undefined ? DIST : path.join(options.installation, 'dist/platform/db');
  const modules = ['embedded/start-embedded.js', 'open-database.js'].map((name) => path.join(dist, name));
  const [command, ...args] = [
    ...identity,
    ...(options.wrap ?? []),
    ...node,
    home,
    options.work ?? '',
    ...modules,
  ];
  const child = spawn(command!, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...options.env },
  });
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close');
  const acked: number[] = [];
  const started = new Promise<StartedServer>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const said = JSON.parse(line) as { started?: StartedServer; acked?: number; failed?: string };
      if (said.started) resolve(said.started);
      if (said.acked !== undefined) acked.push(said.acked);
      if (said.failed !== undefined) reject(new Error(said.failed));
    });
    ended.then(() => reject(new Error('ended without a word')), reject);
  });
  started.catch(() => undefined);
  return {
    child,
    started,
    acked,
    async stop() {
      child.stdin.write('stop\n');
      await ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
