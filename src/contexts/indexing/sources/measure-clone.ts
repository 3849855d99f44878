import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../kernel/errors.ts';
import type { GitUrl } from '../../../platform/git/git-url.ts';
import { type GitRun, runGit } from '../../../platform/git/run-git.ts';

const LOOK_MS = 500;
/** More files than any tree has that a person made. */
const MOST_FILES = 5_000_000;

/** Bytes below a folder; what vanishes meanwhile counts for nothing. */
async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) bytes += await folderBytes(place);
    else
      bytes += await stat(place).then(
        ({ size }) => size,
        () => 0,
      );
  }
  return bytes;
}

/** Runs work that fetches into `gitFolder`, and ends it when that takes more than it may. */
export async function whileSmall(
  gitFolder: string,
  source: GitUrl,
  maxBytes: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const tooLarge = new AbortController();
  const look = async (): Promise<void> => {
    if ((await folderBytes(gitFolder)) > maxBytes) tooLarge.abort(repositoryTooLarge(source, maxBytes));
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  try {
    await work(AbortSignal.any([signal, tooLarge.signal]));
    await look();
    tooLarge.signal.throwIfAborted();
  } finally {
    clearInterval(timer);
  }
}

/** Adds up what the files of a commit will take before they are written; a small clone can hold a huge tree. */
export async function checkTreeSize(
  commit: string,
  source: GitUrl,
  maxBytes: number,
  run: GitRun,
): Promise<void> {
  const tooLarge = new AbortController();
  let bytes = await folderBytes(path.join(run.cwd, '.git'));
  let files = 0;
  let rest = '';
  await runGit(['ls-tree', '-r', '-z', '--long', '--full-tree', commit], {
    ...run,
    signal: AbortSignal.any([run.signal, tooLarge.signal]),
    onOutput(piece) {
      const entries = (rest + piece).split('\0');
      rest = entries.pop()!;
      for (const entry of entries) {
        // Mode, type, object and size stand before the path's tab.
        bytes += Number(/^\d+ \w+ [0-9a-f]+ +(\d+)\t/.exec(entry)?.[1] ?? 0);
        files += 1;
      }
      if (bytes > maxBytes || files > MOST_FILES) tooLarge.abort(repositoryTooLarge(source, maxBytes));
    },
  });
  tooLarge.signal.throwIfAborted();
}

function repositoryTooLarge({ name }: GitUrl, maxBytes: number): AppError {
  return new AppError(
    'unprocessable',
    'repository_too_large',
    `A clone of ${name} takes more than the ${maxBytes} bytes it may; raise KEELSON_GIT_MAX_BYTES where there is room`,
  );
}
