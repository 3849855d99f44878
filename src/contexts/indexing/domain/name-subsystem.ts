/** Folders that only hold others: below them a subsystem is named by two levels, `drivers/net`. */
const CONTAINERS = new Set([
  'apps',
  'arch',
  'crates',
  'drivers',
  'libs',
  'modules',
  'packages',
  'plugins',
  'services',
  'src',
]);

/** Subsystem of the files that lie in no folder. */
export const ROOT_SUBSYSTEM = 'root';

/** How many levels of folders name a subsystem; 0 makes the whole tree one subsystem called `all`. */
export type SubsystemDepth = 0 | 1 | 2;

/** Names the subsystem of a file by its path: its first folder, or the first two below a container folder. */
export function subsystemOf(path: string, depth: SubsystemDepth = 2): string {
  if (depth === 0) return 'all';
  const first = path.indexOf('/');
  if (first < 0) return ROOT_SUBSYSTEM;
  const folder = path.slice(0, first);
  if (depth === 1 || !CONTAINERS.has(folder)) return folder;
  const second = path.indexOf('/', first + 1);
  return second < 0 ? folder : path.slice(0, second);
}

const LONGEST_BASE = 120;

/**
 * Chooses the start of a subsystem's chunk ids: its name with `/` as `_` and whatever a file system may refuse as
 * `-`. `a/b` and `a_b` would share one (as would `Net` and `net` where case does not count): the first to ask
 * keeps the plain name, the others get a hash of their real name behind it. `taken` holds bases in lower case and
 * is added to.
 */
export function chunkIdBase(subsystem: string, taken: Set<string>): string {
  const plain = subsystem
    .replaceAll('/', '_')
    .replaceAll(/[^A-Za-z0-9._+-]/g, '-')
    .replace(/^[.-]/, '_');
  let base = plain;
  for (let salt = 0; base.length > LONGEST_BASE || taken.has(base.toLowerCase()); salt += 1) {
    base = `${plain.slice(0, LONGEST_BASE - 9)}-${hashText(`${salt}/${subsystem}`)}`;
  }
  taken.add(base.toLowerCase());
  return base;
}

/** `{base}_{NNN}`. */
export function chunkId(base: string, sequence: number): string {
  return `${base}_${String(sequence).padStart(3, '0')}`;
}

/** The base a chunk id was made from. */
export function baseOfChunkId(id: string): string {
  return id.slice(0, id.lastIndexOf('_'));
}

/** FNV-1a, 32 bits, as 8 hex digits: tells names apart, protects nothing. */
function hashText(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, '0');
}
