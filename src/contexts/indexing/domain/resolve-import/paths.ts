import { folderOf } from '../graph/source-folders.ts';

/** Folders of its path by which an importer may name a file. */
const MOST_FOLDERS = 8;
/** How an importer in another folder begins: in the same one, or up to five above. */
const CLIMBS = ['./', '../', '../../', '../../../', '../../../../', '../../../../../'];

/** `fs/ext4/../inode.h` → `fs/inode.h`; undefined when it leaves the top. */
export function normalise(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined;
    if (part !== '..' && part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** A path as seen from the folder of a file; undefined when it leaves the top. */
export function beside(from: string, path: string): string | undefined {
  return normalise(folderOf(from) + path);
}

/** The folder of a file and those above it with their slashes, the innermost first; the last is empty. */
export function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder.slice(0, -1)))
    folders.push(folder);
  return [...folders, ''];
}

/** Ends of a path at the borders of folders, the shortest first. */
export function endsOf(path: string, separator = '/'): string[] {
  const parts = path.split('/').slice(-MOST_FOLDERS);
  return parts.map((_, place) => parts.slice(parts.length - 1 - place).join(separator));
}

/** How an importer may write the end of a path: as it is, or seen from its own folder. */
export function climbed(ends: readonly string[]): string[] {
  return ends.flatMap((end) => [end, ...CLIMBS.map((climb) => climb + end)]);
}

/** `a/b.ts` → `b.ts`. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Of paths that fit as well, those with most folders in common with the importer's. */
export function closest(from: string, paths: readonly string[]): string[] {
  if (paths.length < 2) return [...paths];
  const common = paths.map((path) => commonFolders(from, path));
  const most = Math.max(...common);
  return paths.filter((_, place) => common[place] === most);
}

/** How many folders two paths share from the top. */
export function commonFolders(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  const most = Math.min(left.length, right.length) - 1;
  let count = 0;
  while (count < most && left[count] === right[count]) count += 1;
  return count;
}
