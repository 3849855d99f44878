import { parentPort } from 'node:worker_threads';
import { AppError, messageOf } from '../../../kernel/errors.ts';
import { createEngine } from '../extract/engine.ts';
import { parserMemoryBytes } from '../extract/tree-sitter.ts';
import { scanChunk, type ScanContext, type ScannedChunk } from './scan-chunk.ts';
import { openControl } from './scan-control.ts';
import type { CrewMessage, ScanFailure, ScanJob, ScanMessage, ScanSetup } from './scan-messages.ts';
import { workOn } from './stat-batch.ts';

/**
 * WebAssembly gives no memory back, so a thread that has met a huge file ends after its chunk, for another to go on.
 * The Linux kernel takes 129 MiB at most, a source of 30 MB some 400.
 */
const SPENT_BYTES = 256 * 2 ** 20;

const setup = await new Promise<ScanSetup>((resolve) => {
  const receive = (message: CrewMessage): void => {
    if (message.kind === 'stat') return workOn(message.batch);
    parentPort!.off('message', receive); // a listener would keep the thread from ending
    resolve(message.setup);
  };
  parentPort!.on('message', receive);
});
const context: ScanContext = {
  engine: createEngine(setup.module),
  control: openControl(setup.control),
  thread: setup.thread,
  root: setup.root,
  outDir: setup.outDir,
  paths: setup.paths.split('\0'),
  sizes: setup.sizes,
  chunkSize: setup.chunkSize,
};
const parsedJobs = setup.jobs.filter(({ isParsed }) => isParsed);
const otherJobs = setup.jobs.filter(({ isParsed }) => !isParsed);

try {
  await scanJobs();
} catch (error) {
  send({ kind: 'failed', error: describe(error) });
}

/**
 * Takes chunk after chunk. While one is scanned the last one's file is brought to disk, outside this thread; so at
 * most two are in memory.
 */
async function scanJobs(): Promise<void> {
  const { control } = context;
  let lastFile: Promise<() => void> | undefined;
  for (let job = nextJob(); job && !control.isStopped(); job = isSpent() ? undefined : nextJob()) {
    const outcome = await scanChunk(context, job);
    if (outcome === 'stopped') break;
    if ('pieces' in outcome) {
      send({ kind: 'overflow', number: job.number, pieces: outcome.pieces });
      continue;
    }
    sendRows(job, outcome);
    send({ kind: 'scanned', number: job.number, facts: outcome.facts });
    const report = await lastFile;
    report?.();
    lastFile = commit(job.number, outcome);
  }
  const report = await lastFile;
  report?.();
  if (isSpent()) send({ kind: 'spent' });
}

function isSpent(): boolean {
  return context.engine.memoryBytes() + parserMemoryBytes() > SPENT_BYTES;
}

/**
 * The next chunk for this thread. The first one begins with those that are parsed, the others end with them: where
 * they are few, grammars and what V8 makes of them are compiled by one thread alone.
 */
function nextJob(): ScanJob | undefined {
  const take = (isParsed: boolean): ScanJob | undefined =>
    (isParsed ? parsedJobs : otherJobs)[context.control.nextJob(isParsed)];
  const beginsParsed = setup.thread === 0;
  return take(beginsParsed) ?? take(!beginsParsed);
}

/** Resolves, never rejects, with what is to be done once the file is in place: report it, or throw. */
function commit(number: number, { file }: ScannedChunk): Promise<() => void> | undefined {
  return file?.commit().then(
    ({ mtimeMs }) =>
      () =>
        send({ kind: 'written', number, mtimeMs }),
    (error: unknown) => () => {
      throw error;
    },
  );
}

function sendRows({ number }: ScanJob, { rows }: ScannedChunk): void {
  const { control, thread } = context;
  for (const batch of rows) {
    control.addInFlight(thread, batch.bytes.byteLength);
    parentPort!.postMessage({ kind: 'rows', number, batch } satisfies ScanMessage, [batch.bytes.buffer]);
    control.waitInFlight(thread, setup.maxInFlight);
  }
}

function send(message: ScanMessage): void {
  parentPort!.postMessage(message, []);
}

function describe(error: unknown): ScanFailure {
  const system = (error as NodeJS.ErrnoException).code;
  return {
    message: messageOf(error),
    ...(error instanceof AppError && { app: { kind: error.kind, code: error.code } }),
    ...(typeof system === 'string' && !(error instanceof AppError) && { system }),
    ...(error instanceof Error && error.stack !== undefined && { stack: error.stack }),
  };
}
