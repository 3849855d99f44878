import path from 'node:path';
import { AppError, messageOf } from '../kernel/errors.ts';
import { formatPlural } from '../platform/cli/format.ts';
import type { ExportedJobs } from '../contexts/jobs/index.ts';
import { writeFileAtomic } from '../platform/files/write-atomic.ts';
import { callNamed, type FollowOptions } from './follow-index.ts';

/** Writes all index jobs to a file, whole or not at all, or to stdout page by page. */
export async function exportJobs(queue: FollowOptions, file: string | undefined): Promise<void> {
  const { session } = queue;
  if (file === undefined) {
    if (session.json) {
      throw new AppError('invalid', 'invalid_input', '--json needs a FILE: stdout is for one of the two');
    }
    for await (const page of pages(queue)) session.terminal.stdout.write(page.jsonl);
    return;
  }
  let text = '';
  let count = 0;
  for await (const page of pages(queue)) {
    text += page.jsonl;
    count += page.count;
  }
  const target = path.resolve(file);
  await writeFileAtomic(target, text).catch((error: unknown) => {
    throw new AppError(
      'invalid',
      'file_unwritable',
      `${target} cannot be written: ${messageOf(error)}; choose a file in a folder that is there and writable`,
      { cause: error },
    );
  });
  if (session.json) session.printJson({ file: target, jobs: count });
  else session.print(`${formatPlural(count, 'job')} in ${target}`);
}

async function* pages(queue: FollowOptions): AsyncGenerator<ExportedJobs> {
  let cursor: string | null = null;
  do {
    const page = (await callNamed(queue, 'jobs.export', cursor === null ? {} : { cursor })) as ExportedJobs;
    yield page;
    cursor = page.next_cursor;
  } while (cursor !== null);
}
