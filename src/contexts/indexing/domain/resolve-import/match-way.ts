import { folderOf } from '../graph/source-folders.ts';
import type { Way } from './types.ts';

/** Whether a file is one that an import may mean in this way. */
export function meets({ path, isEnd, filesIn }: Way, file: string): boolean {
  if (filesIn === undefined) return hasEnd(file, path, isEnd);
  return file.endsWith(filesIn) && hasEnd(folderOf(file).slice(0, -1), path, isEnd);
}

function hasEnd(path: string, end: string, isEnd: true | undefined): boolean {
  return path === end || (isEnd === true && path.endsWith(`/${end}`));
}
