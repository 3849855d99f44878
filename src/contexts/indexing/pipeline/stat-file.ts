import { lstatSync } from 'node:fs';

/** What lstat says of a path, as far as a listing asks. `gone` says that there is nothing; the rest have no size or time. */
export type PathKind = 'file' | 'gone' | 'symlink' | 'folder' | 'other' | 'unreadable';

export interface PathStat {
  kind: PathKind;
  /** Bytes of a file. */
  size: number;
  /** As SourceFile has it. */
  mtimeMs: number;
}

/** Looks at a path itself, not at what a link leads to. */
export function statFile(file: string): PathStat {
  try {
    const stat = lstatSync(file, { throwIfNoEntry: false });
    if (!stat) return { kind: 'gone', size: 0, mtimeMs: 0 };
    if (stat.isFile()) return { kind: 'file', size: stat.size, mtimeMs: stat.mtimeMs };
    const kind = stat.isSymbolicLink() ? 'symlink' : stat.isDirectory() ? 'folder' : 'other';
    return { kind, size: 0, mtimeMs: 0 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return { kind: 'unreadable', size: 0, mtimeMs: 0 };
  }
}
