import type { JobProgress } from '../../../kernel/job.ts';
import type { ChunkPlan, Overflow, PlannedChunk } from '../domain/chunk-plan.ts';
import { sumSizes } from '../domain/cut-subsystem.ts';
import { languageOf, needsGrammar } from '../domain/languages.ts';
import { refinePlan } from '../domain/plan-chunks.ts';
import type { SourceFile } from '../domain/source-file.ts';
import { compileEngine } from '../extract/engine.ts';
import type { WrittenChunk } from './chunk-facts.ts';
import { digestChunk } from './digest-chunk.ts';
import type { IndexSink } from './index-sink.ts';
import { runThreads, type ScanEvents, type ThreadsSetup } from './run-threads.ts';
import { startState, type StateKey } from './run-state.ts';
import type { ScanJob } from './scan-messages.ts';
import type { ThreadCrew } from './thread-crew.ts';

/** How far a scan is, over all its passes. */
export type ScanProgress = Required<Omit<JobProgress, 'phase' | 'current'>> & Pick<JobProgress, 'current'>;

/** What is to be scanned, and where the results go. */
export interface PlanScan {
  root: string;
  outDir: string;
  generator: string;
  key: StateKey;
  threads: number;
  crew: ThreadCrew;
  /** Ids of all chunks an earlier run may have written. */
  known: ReadonlySet<string>;
  /** Chunks whose files are in place, by id; added to. */
  written: Map<string, WrittenChunk>;
  /** Told of each chunk whose file is in place. */
  note: (chunk: WrittenChunk) => Promise<void> | void;
  /** Undefined when no rows are wanted. */
  sink: Pick<IndexSink, 'rows' | 'commitChunk'> | undefined;
  /** Numbers of chunks whose rows are loaded; added to. */
  committed: Set<number>;
  onProgress: (progress: ScanProgress) => void;
  signal: AbortSignal;
}

/** Overflowing chunks are all found by the first pass; a third is only needed when files change meanwhile. */
const MAX_PASSES = 5;

/**
 * Scans whatever of a plan is not in place yet. Chunks that prove too large are cut and the pieces scanned in another
 * pass; nothing else is scanned again. Returns the plan as it then is.
 */
export async function scanPlan(start: ChunkPlan, scan: PlanScan): Promise<ChunkPlan> {
  let plan = start;
  const before = { files: 0, bytes: 0 };
  for (let pass = 1; pass <= MAX_PASSES; pass += 1) {
    const jobs = jobsOf(plan, plan.chunks, scan);
    if (jobs.length === 0) return plan;
    if (jobs.some(({ json }) => json)) {
      await startState(scan.outDir, { key: scan.key, plan, kept: scan.written.values(), known: scan.known });
    }
    const work = workOf(plan, jobs);
    const report = (files: number, bytes: number, current: string | undefined): void =>
      scan.onProgress({
        filesDone: before.files + files,
        filesTotal: before.files + work.files,
        bytesDone: before.bytes + bytes,
        bytesTotal: before.bytes + work.bytes,
        ...(current !== undefined && { current }),
      });
    const overflows = await scanOnce(plan, jobs, scan, report);
    before.files += work.files;
    before.bytes += work.bytes;
    plan = refinePlan(plan, overflows);
  }
  throw new Error(`After ${MAX_PASSES} passes some chunks are still larger than they may be`);
}

/**
 * Scans whatever is not in place of some chunks of a plan, once. Answers those that prove too large, of which nothing is
 * kept.
 */
export function scanShard(
  plan: ChunkPlan,
  chunks: readonly PlannedChunk[],
  scan: Omit<PlanScan, 'key' | 'known'>,
): Promise<Overflow[]> {
  const jobs = jobsOf(plan, chunks, scan);
  if (jobs.length === 0) return Promise.resolve([]);
  const whole = workOf(plan, chunks);
  const work = workOf(plan, jobs);
  return scanOnce(plan, jobs, scan, (files, bytes, current) =>
    scan.onProgress({
      filesDone: whole.files - work.files + files,
      filesTotal: whole.files,
      bytesDone: whole.bytes - work.bytes + bytes,
      bytesTotal: whole.bytes,
      ...(current !== undefined && { current }),
    }),
  );
}

type Done = Pick<PlanScan, 'written' | 'committed' | 'sink'>;

/**
 * Jobs in order of size, largest first, so that threads finish together; those with files that are parsed by grammars
 * apart, for one thread to begin with.
 */
function jobsOf(plan: ChunkPlan, chunks: readonly PlannedChunk[], scan: Done): ScanJob[] {
  const largestFirst = chunks.toSorted((a, b) => b.bytes - a.bytes || a.number - b.number);
  return largestFirst.flatMap(({ number, id, subsystem, from, to, part }): ScanJob[] => {
    const json = !scan.written.has(id);
    const rows = scan.sink !== undefined && !scan.committed.has(number);
    if (!json && !rows) return [];
    const parsed = plan.files.slice(from, to).some(isParsed);
    const job = { number, id, subsystem, from, to, isParsed: parsed, json, rows };
    return [part ? { ...job, part: { index: part.index, of: part.of } } : job];
  });
}

function isParsed({ path, script }: SourceFile): boolean {
  const language = script ?? languageOf(path);
  return language !== undefined && needsGrammar(language);
}

/** Files and bytes that jobs read; a file in parts counts with its first. */
function workOf(
  plan: ChunkPlan,
  jobs: readonly { from: number; to: number; part?: { index: number } }[],
): { files: number; bytes: number } {
  const work = { files: 0, bytes: 0 };
  for (const { from, to, part } of jobs) {
    if (part && part.index > 0) continue;
    work.files += to - from;
    work.bytes += sumSizes(plan.files, { from, to });
  }
  return work;
}

async function scanOnce(
  plan: ChunkPlan,
  jobs: readonly ScanJob[],
  scan: Omit<PlanScan, 'key' | 'known'>,
  report: (files: number, bytes: number, current: string | undefined) => void,
): ReturnType<typeof runThreads> {
  const byNumber = new Map<number, PlannedChunk>(plan.chunks.map((chunk) => [chunk.number, chunk]));
  const wantsRows = new Set(jobs.filter(({ rows }) => rows).map(({ number }) => number));
  const events: ScanEvents = {
    async onRows(number, batch) {
      await scan.sink!.rows(number, batch);
    },
    async onScanned(number, facts) {
      if (!wantsRows.has(number)) return;
      await scan.sink!.commitChunk(number, facts);
      scan.committed.add(number);
    },
    async onWritten(number, facts, mtimeMs) {
      const chunk = byNumber.get(number)!;
      const digest = digestChunk(plan, chunk, scan.generator);
      const entry = { ...facts, id: chunk.id, digest, mtimeMs };
      await scan.note(entry);
      scan.written.set(chunk.id, entry);
    },
    onProgress: (files, bytes, current) => report(files, bytes, plan.files[current]?.path),
  };
  const setup: ThreadsSetup = {
    module: compileEngine(),
    root: scan.root,
    outDir: scan.outDir,
    paths: plan.files.map(({ path }) => path).join('\0'),
    sizes: Float64Array.from(plan.files, ({ size }) => size),
    jobs,
    chunkSize: plan.chunkSize,
  };
  return runThreads(setup, scan.crew, Math.min(scan.threads, jobs.length), events, scan.signal);
}
