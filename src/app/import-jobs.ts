import { createReadStream } from 'node:fs';
import { AppError, messageOf } from '../kernel/errors.ts';
import { EXIT } from '../platform/cli/exit-code.ts';
import { formatCount } from '../platform/cli/format.ts';
import type { ImportedJobs } from '../contexts/jobs/index.ts';
import { callNamed, type FollowOptions } from './follow-index.ts';
import { readLines } from './read-lines.ts';

/** What the server takes at a time is bounded; so is what is sent. */
const MOST_LINES = 200;
const MOST_BYTES = 300_000;

/** Lines to be sent together. */
interface Batch {
  firstLine: number;
  lines: string[];
  bytes: number;
}

/**
 * Takes over jobs from a file or stdin. Lines that cannot be used are named on stderr and hide nothing after them; jobs
 * that found the queue full make the exit code 1, since importing the same file again later takes them.
 */
export async function importJobs(queue: FollowOptions, file: string | undefined): Promise<void> {
  const { session } = queue;
  const total: ImportedJobs = {
    queued: 0,
    history: 0,
    duplicates: 0,
    expired: 0,
    skipped: [],
    ignored_fields: [],
  };
  for await (const batch of batches(file, total.skipped)) {
    const answer = (await callNamed(queue, 'jobs.import', {
      jsonl: batch.lines.join('\n'),
      first_line: batch.firstLine,
    })) as ImportedJobs;
    add(total, answer);
  }
  total.skipped.sort((a, b) => a.line - b.line);
  for (const { line, reason, code } of total.skipped) {
    session.note(`line ${line} was skipped: ${reason} [${code}]`);
  }
  if (session.json) session.printJson(total);
  else session.print(render(total));
  if (total.skipped.some(({ code }) => code === 'queue_full')) session.exitCode = EXIT.failed;
}

async function* batches(file: string | undefined, skipped: ImportedJobs['skipped']): AsyncGenerator<Batch> {
  let batch: Batch = { firstLine: 1, lines: [], bytes: 0 };
  const source: AsyncIterable<Uint8Array> = file === undefined ? process.stdin : createReadStream(file);
  try {
    for await (const { number, text } of readLines(source, MOST_BYTES)) {
      const bytes = text === undefined ? 0 : Buffer.byteLength(text);
      if (batch.lines.length === MOST_LINES || batch.bytes + bytes > MOST_BYTES) {
        yield batch;
        batch = { firstLine: number, lines: [], bytes: 0 };
      }
      if (text === undefined) {
        skipped.push({ line: number, code: 'line_too_long', reason: `it has more than ${MOST_BYTES} bytes` });
      }
      // An empty line keeps the numbers of those behind it.
      batch.lines.push(text ?? '');
      batch.bytes += bytes;
    }
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new AppError(
      'invalid',
      'file_unreadable',
      `${file ?? 'stdin'} cannot be read: ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
  if (batch.lines.length > 0) yield batch;
}

function add(total: ImportedJobs, more: ImportedJobs): void {
  total.queued += more.queued;
  total.history += more.history;
  total.duplicates += more.duplicates;
  total.expired += more.expired;
  total.skipped.push(...more.skipped);
  total.ignored_fields = [...new Set([...total.ignored_fields, ...more.ignored_fields])].sort();
}

function render({
  queued,
  history,
  duplicates,
  expired,
  skipped,
  ignored_fields: ignored,
}: ImportedJobs): string {
  const lines = [
    `${formatCount(queued)} queued, ${formatCount(history)} finished ones kept as history`,
    `${formatCount(duplicates)} were here already, ${formatCount(expired)} ended too long ago, ${formatCount(skipped.length)} skipped`,
  ];
  if (ignored.length > 0)
    lines.push(`Left out of requests, since it means nothing here: ${ignored.join(', ')}`);
  return lines.join('\n');
}
