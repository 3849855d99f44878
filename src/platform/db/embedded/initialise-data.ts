import { appendFileSync, existsSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../../kernel/errors.ts';
import { syncFolder } from '../../files/write-atomic.ts';
import type { Engine } from './find-engine.ts';
import type { HomeLayout } from './home-layout.ts';
import type { RunAs } from './run-as.ts';
import { runProgram } from './run-program.ts';
import { SETTINGS_FILE } from './settings.ts';

/** Superuser of the cluster: makes the roles and the database at start, and is used for nothing else. */
export const BOOTSTRAP_USER = 'keelson';

const DRAFT = 'data.new-';

/**
 * Anybody who can reach the socket may connect as anybody (`trust`): its folder is closed to all but the server's
 * own user, who could read the data files anyway. Collation is by code point and PostgreSQL's own: an update of the
 * system's C library cannot change the order of an index.
 */
const INITDB_OPTIONS = [
  `--username=${BOOTSTRAP_USER}`,
  '--auth=trust',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--no-instructions',
];

/**
 * Makes sure there is a data folder of the engine's version. A new one is made under another name, synced and
 * then renamed: a process killed half-way leaves nothing that could be mistaken for a database. Call it with the
 * lock held.
 */
export async function initialiseData(
  layout: HomeLayout,
  engine: Engine,
  as: RunAs,
  log: (line: string) => void,
): Promise<void> {
  for (const name of readdirSync(layout.root).filter((entry) => entry.startsWith(DRAFT))) {
    // An initdb that outlived its starter may still write there; what it adds is removed at the next start.
    rmSync(path.join(layout.root, name), { recursive: true, force: true, maxRetries: 3 });
  }
  if (existsSync(layout.data)) return checkVersion(layout, engine);
  log('Creating the database…');
  const draft = path.join(layout.root, `${DRAFT}${process.pid}-${Date.now()}`);
  try {
    await runInitdb(layout, engine, as, ['-D', draft, '--no-sync', ...INITDB_OPTIONS]);
    appendFileSync(path.join(draft, 'postgresql.conf'), `\ninclude = '${SETTINGS_FILE}'\n`);
    await runInitdb(layout, engine, as, ['-D', draft, '--sync-only']);
    renameSync(draft, layout.data);
    syncFolder(layout.root);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true, maxRetries: 3 });
    throw error;
  }
}

async function runInitdb(layout: HomeLayout, engine: Engine, as: RunAs, args: string[]): Promise<void> {
  const { code, output } = await runProgram(engine.initdb, args, as);
  if (code === 0) return;
  throw new AppError(
    'unavailable',
    'database_init_failed',
    `Cannot create the database in ${layout.root}. PostgreSQL says:\n${output.split('\n').slice(-8).join('\n')}`,
  );
}

function checkVersion(layout: HomeLayout, engine: Engine): void {
  const file = path.join(layout.data, 'PG_VERSION');
  const found = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (found === String(engine.major)) return;
  if (!/^\d+$/.test(found)) {
    throw new AppError(
      'unavailable',
      'database_folder_damaged',
      `${layout.data} is no PostgreSQL data folder (PG_VERSION is missing or unreadable). ` +
        'Restore it from a backup, or move it away to start with an empty database',
    );
  }
  throw new AppError(
    'unavailable',
    'database_version_mismatch',
    `${layout.data} was made by PostgreSQL ${found}; this Keelson runs PostgreSQL ${engine.major}. ` +
      `Use the Keelson that made it, move the data with pg_dump ${found} and KEELSON_DATABASE_URL, ` +
      'or move the folder away to start with an empty database',
  );
}
