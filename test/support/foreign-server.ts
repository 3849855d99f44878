import { randomUUID } from 'node:crypto';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { findEngine } from '../../src/platform/db/embedded/find-engine.ts';
import { layoutOf } from '../../src/platform/db/embedded/home-layout.ts';
import { chooseRunAs } from '../../src/platform/db/embedded/run-as.ts';
import { runProgram } from '../../src/platform/db/embedded/run-program.ts';

/** A PostgreSQL that is not ours: it asks for passwords, and other people's databases are in it. */
export interface ForeignServer {
  /** Makes a database with an owner of its own and returns its URL. */
  makeDatabase(options: { createRole: boolean; encoding?: string; owned?: boolean }): Promise<string>;
  /** Gives a URL's user a new password; returns the URL with it. */
  changePassword(url: string): Promise<string>;
  asAdministrator(sql: string, database?: string): Promise<void>;
  /** Ends the server as its administrator would (fast shutdown), and keeps its data. */
  halt(): Promise<void>;
  /** Starts a halted server again; it accepts connections then. */
  resume(): Promise<void>;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** Starts one on a private socket, or on a port of the loopback address, with scram-sha-256 for everybody. */
export async function startForeignServer({ tcp = false } = {}): Promise<ForeignServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'keelson-foreign-'));
  const layout = layoutOf(folder);
  const as = chooseRunAs(layout.data);
  const password = randomUUID();
  writeFileSync(path.join(folder, 'password'), password, { mode: 0o644 });
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid);
  const engine = await findEngine(layout, as);
  const data = path.join(folder, 'data');
  const initialised = await runProgram(
    engine.initdb,
    [
      '-D',
      data,
      '-U',
      'admin',
      '-A',
      'scram-sha-256',
      `--pwfile=${folder}/password`,
      '-E',
      'UTF8',
      '--no-sync',
    ],
    as,
  );
  if (initialised.code !== 0) throw new Error(initialised.output);
  const port = tcp ? await freePort() : 5432;
  const run = async (sql: string, database = 'postgres'): Promise<void> => {
    const client = new Client({ host: folder, port, user: 'admin', password, database });
    try {
      await client.connect();
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  let child: ChildProcess;
  const resume = async (): Promise<void> => {
    child = spawn(
      engine.postgres,
      [
        '-D',
        data,
        '-k',
        folder,
        '-c',
        'fsync=off',
        '-c',
        `listen_addresses=${tcp ? '127.0.0.1' : ''}`,
        '-c',
        `port=${port}`,
      ],
      {
        ...as,
        stdio: 'ignore',
        env: {},
      },
    );
    for (let tries = 0; ; tries += 1) {
      try {
        await run('SELECT 1');
        return;
      } catch (error) {
        if (tries > 500) throw error;
        await sleep(20);
      }
    }
  };
  const halt = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
  };
  await resume();
  return {
    async makeDatabase({ createRole, encoding = 'UTF8', owned = true }) {
      const name = `d${randomUUID().replaceAll('-', '')}`;
      await run(`CREATE ROLE ${name} LOGIN ${createRole ? 'CREATEROLE' : ''} PASSWORD 'first'`);
      await run(
        `CREATE DATABASE ${name} ENCODING '${encoding}' LOCALE 'C' TEMPLATE template0 ${owned ? `OWNER ${name}` : ''}`,
      );
      if (tcp) return `postgres://${name}:first@127.0.0.1:${port}/${name}`;
      return `postgres://${name}:first@localhost/${name}?host=${encodeURIComponent(folder)}`;
    },
    async changePassword(url) {
      const changed = new URL(url);
      changed.password = 'second';
      await run(`ALTER ROLE ${changed.username} PASSWORD 'second'`);
      return changed.href;
    },
    asAdministrator: run,
    halt,
    resume,
    async stop() {
      await halt();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** A port that nobody listens on now. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
