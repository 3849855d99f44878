import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../../kernel/errors.ts';

/** The user the server's processes run as. Undefined ids mean: as this process. */
export interface RunAs {
  uid?: number;
  gid?: number;
}

const CANDIDATES = ['keelson', 'postgres', 'nobody'];

/**
 * PostgreSQL refuses to run as root. So root runs it as the owner of an existing data folder or else as the
 * first of the users keelson, postgres, nobody; anybody else runs it as themselves.
 */
export function chooseRunAs(data: string): RunAs {
  if (process.getuid?.() !== 0) return {};
  const owner = ownerOf(data);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of CANDIDATES) {
    const entry = entries.find((fields) => fields[0] === name);
    // macOS writes nobody as -2.
    if (entry) return { uid: Number(entry[2]) >>> 0, gid: Number(entry[3]) >>> 0 };
  }
  throw new AppError(
    'unavailable',
    'database_no_user',
    `PostgreSQL does not run as root, and none of the users ${CANDIDATES.join(', ')} exists; ` +
      'create one (`useradd --system keelson`), run Keelson as an ordinary user, or set KEELSON_DATABASE_URL',
  );
}

function ownerOf(data: string): { uid: number; gid: number } | undefined {
  try {
    return statSync(data);
  } catch {
    return undefined; // whatever is wrong with the path, creating it will say
  }
}

/** The outermost folder on the way to `target` that the server's user may not enter, if any. */
export function findUnreachable(target: string, as: RunAs): string | undefined {
  if (as.uid === undefined) return undefined;
  const { root } = path.parse(target);
  const steps = path.relative(root, target).split(path.sep);
  let current = root;
  for (const step of ['', ...steps]) {
    current = path.join(current, step);
    const stats = statSync(current, { throwIfNoEntry: false });
    if (!stats) return undefined;
    if (stats.isDirectory() && !mayEnter(stats, as)) return current;
  }
  return undefined;
}

function mayEnter(stats: { uid: number; gid: number; mode: number }, as: RunAs): boolean {
  if (stats.uid === as.uid) return (stats.mode & 0o100) !== 0;
  if (stats.gid === as.gid) return (stats.mode & 0o010) !== 0;
  return (stats.mode & 0o001) !== 0;
}
