import { compareBytes } from './order-paths.ts';
import type { SourceFile } from './source-file.ts';

/** What is remembered of a file that was read: its size and time then. */
export type KnownSource = Pick<SourceFile, 'size' | 'mtimeMs'>;

/** Time of a file that was listed and could not be read: no real time equals it, so it is tried again. */
export const UNREAD = -1;

/** How a tree differs from what was made of it. */
export interface SourceChanges {
  /** New files, and those with another size or time; in the order of their paths. */
  changed: SourceFile[];
  /** Paths of files that are gone. */
  removed: string[];
}

/** Compares what an index was made from with what is there now. A file's size and time tell whether it has changed. */
export function compareSources(
  known: ReadonlyMap<string, KnownSource>,
  listed: readonly SourceFile[],
): SourceChanges {
  const changed: SourceFile[] = [];
  let stillThere = 0;
  for (const file of listed) {
    const before = known.get(file.path);
    if (before !== undefined) stillThere += 1;
    if (before?.size !== file.size || before.mtimeMs !== file.mtimeMs) changed.push(file);
  }
  changed.sort((a, b) => compareBytes(a.path, b.path));
  return { changed, removed: stillThere === known.size ? [] : pathsOnlyIn(known, listed) };
}

function pathsOnlyIn(known: ReadonlyMap<string, KnownSource>, listed: readonly SourceFile[]): string[] {
  const here = new Set(listed.map(({ path }) => path));
  return [...known.keys()].filter((path) => !here.has(path));
}

/** Files that may always be replaced one by one, however small the repository. */
const ALWAYS_WORTH_IT = 200;
/** Beyond this part of the files a whole run is quicker; see docs/adr/0070. */
const SHARE = 0.05;

/** Is replacing so many files cheaper than making the index anew? */
export function isWorthPatching(files: number, of: number): boolean {
  return files <= Math.max(ALWAYS_WORTH_IT, of * SHARE);
}
