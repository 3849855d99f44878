import { execFile } from 'node:child_process';
import { statfsSync, mkdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { toAppError } from '../kernel/errors.ts';
import { formatBytes } from '../platform/cli/format.ts';
import { openDatabase } from '../platform/db/open-database.ts';
import { findIsolationFaults } from '../platform/db/tenant-isolation.ts';
import { silentLog } from '../platform/log/create-log.ts';
import { openTarget } from './open-target.ts';
import { findServer } from './runtime-file.ts';
import type { Settings } from './settings-schema.ts';

/** What one check of `keelson doctor` found. */
export interface Finding {
  check: string;
  status: 'ok' | 'warning' | 'failed';
  detail: string;
  /** What to do about it. */
  advice?: string;
}

/** Below this an index of a large repository may not fit. */
const ROOM_BYTES = 2_000_000_000;

/** Runs every check, each to its end, whatever the others found. */
export async function runChecks(settings: Settings): Promise<Finding[]> {
  const node: Finding = {
    check: 'node',
    status: 'ok',
    detail: `${process.versions.node} on ${process.platform}-${process.arch}`,
  };
  return [
    node,
    await checkGit(),
    checkHome(settings.home),
    ...(await checkDatabase(settings)),
    await checkServer(settings.home),
  ];
}

async function checkGit(): Promise<Finding> {
  try {
    const { stdout } = await promisify(execFile)('git', ['--version'], { timeout: 5_000 });
    return { check: 'git', status: 'ok', detail: stdout.trim() };
  } catch {
    return {
      check: 'git',
      status: 'warning',
      detail: 'not found',
      advice:
        'Without git, folders are walked and .gitignore is read; install git to index exactly what is tracked.',
    };
  }
}

function checkHome(home: string): Finding {
  try {
    mkdirSync(home, { recursive: true });
    const { bavail, bsize } = statfsSync(home);
    const free = bavail * bsize;
    const room: Finding = { check: 'home', status: 'ok', detail: `${home}, ${formatBytes(free)} free` };
    if (free >= ROOM_BYTES) return room;
    return {
      ...room,
      status: 'warning',
      advice: 'An index of a large repository takes up to 2 GB; free some room.',
    };
  } catch (error) {
    return {
      check: 'home',
      status: 'failed',
      detail: `${home} cannot be used: ${(error as Error).message}`,
      advice: 'Choose a folder you may write to with --home or KEELSON_HOME.',
    };
  }
}

async function checkDatabase(settings: Settings): Promise<Finding[]> {
  try {
    const { target, description, release } = await openTarget(settings, silentLog);
    try {
      const reached: Finding = {
        check: 'database',
        status: 'ok',
        detail: `${description}, tables up to date`,
      };
      const database = openDatabase(target);
      const owner = await database.connectOwner();
      const faults = await findIsolationFaults(owner);
      await owner.end();
      await database.close();
      if (faults.length === 0)
        return [reached, { check: 'tenant isolation', status: 'ok', detail: 'every table is guarded' }];
      const tables = faults.map((fault) => `${fault.subject} (${fault.fault})`).join(', ');
      return [
        reached,
        { check: 'tenant isolation', status: 'failed', detail: tables, advice: 'Report this as a bug.' },
      ];
    } finally {
      await release();
    }
  } catch (thrown) {
    const error = toAppError(thrown);
    return [{ check: 'database', status: 'failed', detail: `${error.message} [${error.code}]` }];
  }
}

async function checkServer(home: string): Promise<Finding> {
  const server = await findServer(home);
  const detail =
    server === undefined ? 'not running; `keelson up` starts it' : `${server.url} (process ${server.pid})`;
  return { check: 'server', status: 'ok', detail };
}
