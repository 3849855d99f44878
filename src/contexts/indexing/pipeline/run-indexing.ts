import path from 'node:path';
import type { ReportProgress } from '../../../kernel/job.ts';
import type { ChunkPlan, Overflow, PlannedChunk } from '../domain/chunk-plan.ts';
import { UNREAD } from '../domain/compare-sources.ts';
import { planChunks, refinePlan } from '../domain/plan-chunks.ts';
import type { SourceFile } from '../domain/source-file.ts';
import type { Manifest } from '../schemas-chunk.ts';
import type { SourceScope } from '../schemas-scope.ts';
import { buildManifest } from './build-manifest.ts';
import type { WrittenChunk } from './chunk-facts.ts';
import { digestChunk, digestPlan } from './digest-chunk.ts';
import { generatorName } from './generator.ts';
import type { IndexSink } from './index-sink.ts';
import { resolveFolder } from './list-files.ts';
import { keepWritten } from './keep-written.ts';
import { listInScope } from './list-in-scope.ts';
import { crewAhead } from './list-sources.ts';
import { openOutput } from './open-output.ts';
import { explainOutputError } from './output-errors.ts';
import { readCommit } from './read-commit.ts';
import { readKernelVersion } from './read-kernel-version.ts';
import { noteWritten, readState, type RunState, startState, type StateKey, stateKeyOf } from './run-state.ts';
import { scanPlan } from './scan-plan.ts';
import type { SharedPlan } from './shared-plan.ts';
import type { Sharing } from './sharing.ts';
import { createThreadCrew, threadsFor, type ThreadCrew } from './thread-crew.ts';
import { finishOutput, MANIFEST_FILE, readManifest, removeManifest } from './write-manifest.ts';

export interface IndexRequest {
  /** Folder to index. */
  folder: string;
  /** Where chunk files and the manifest go. */
  outDir: string;
  /** Bytes no chunk file exceeds. */
  chunkSize: number;
  /** Threads; as many as there are processors, up to 4, when not given. */
  parallel?: number;
  /** Only files below this folder of the tree. */
  subsystem?: string;
  /** Which files of the folder count; all when not given. */
  scope?: SourceScope;
  /** Scan everything anew, with new chunk boundaries. */
  force?: boolean;
  /** Larger source files are left out. */
  maxFileBytes?: number;
  /** What the folder is a checkout of; the manifest names that instead of the folder. */
  origin?: { sourceName: string; committedAt: Date };
  /** Takes the rows of every chunk that is not loaded yet. */
  sink?: IndexSink;
  /** Gives the scan to others; without it this process does it. */
  sharing?: Sharing;
  signal: AbortSignal;
  progress: ReportProgress;
}

export interface IndexRun {
  repository: string;
  manifest: Manifest;
  /** Path of the manifest. */
  manifestFile: string;
  /** Nothing had changed: chunk files and manifest are those of an earlier run. */
  unchanged: boolean;
  /** Wall time of listing and scanning. */
  scanSeconds: number;
  sources: IndexedSources;
}

/** What an index is made from: what an incremental run compares with. */
export interface IndexedSources {
  /** Those that could not be read have the time {@link UNREAD}. */
  files: readonly SourceFile[];
  /** What made it; another version may see more in the same files. */
  generator: string;
  /** The commit of the checkout, if it is one. */
  commit: string | undefined;
}

/**
 * Makes chunk files and a manifest of a folder, and hands the rows for the database to a sink. What an earlier run
 * left, finished or killed, is kept as far as it is still true. The same tree gives the same bytes whatever the
 * number of threads.
 */
export async function runIndexing(request: IndexRequest): Promise<IndexRun> {
  const repository = resolveFolder(request.folder);
  const outDir = path.resolve(request.outDir);
  const threads = threadsFor(request.parallel);
  const output = await openOutput(outDir);
  const crew = crewAhead() ?? createThreadCrew(threads);
  try {
    return await indexInto(request, { root: repository, outDir, threads, crew });
  } catch (error) {
    throw explainOutputError(error, outDir);
  } finally {
    await crew.dismiss();
    await output.close();
  }
}

async function indexInto(
  request: IndexRequest,
  { root, outDir, threads, crew }: { root: string; outDir: string; threads: number; crew: ThreadCrew },
): Promise<IndexRun> {
  const began = performance.now();
  const { signal, progress, sink, sharing } = request;
  const key = stateKeyOf(request);
  const before = readState(outDir, key);
  const resumed = await sharing?.resume();
  const state = request.force ? { ...before, ranges: [], written: new Map<string, WrittenChunk>() } : before;
  const shared = resumed ?? (await planAnew(request, root, state, crew));
  const { plan, generator } = shared;
  const digests = new Map(plan.chunks.map((chunk) => [chunk.id, digestChunk(plan, chunk, generator)]));
  const { written, overflows } =
    sharing === undefined || resumed === undefined
      ? { written: keepWritten(plan, state, digests, { root, outDir }), overflows: [] }
      : await collect(sharing, plan, { outDir, key, known: state.known });
  const describe = (of: ChunkPlan): Manifest =>
    buildManifest(of, written, {
      created: request.origin?.committedAt ?? new Date(),
      generator,
      repository: request.origin?.sourceName ?? root,
      kernelVersion: shared.kernelVersion,
      subsystem: request.subsystem,
      scope: request.scope,
      skipped: shared.skipped,
    });
  const isWhole = resumed === undefined && written.size === plan.chunks.length;
  const loaded = await sink?.begin({
    repository: root,
    planKey: digestPlan(plan, digests),
    chunks: plan.chunks.length,
    plan,
    kept: new Map(
      plan.chunks.flatMap(({ id, number }): [number, string][] => {
        const chunk = written.get(id);
        return chunk === undefined ? [] : [[number, chunk.sha256]];
      }),
    ),
    generator,
    manifestId: isWhole ? describe(plan).manifest_id : undefined,
  });
  const committed = new Set(loaded === 'all' ? [] : loaded);
  const rows = loaded === 'all' ? undefined : sink;
  if (resumed === undefined) {
    const isMissing = ({ id, number }: PlannedChunk): boolean =>
      !written.has(id) || (rows !== undefined && !committed.has(number));
    await sharing?.offer(shared, plan.chunks.filter(isMissing));
  }
  if (!isWhole) removeManifest(outDir);
  const scanned = await scanPlan(refinePlan(plan, overflows), {
    root,
    outDir,
    generator,
    key,
    known: state.known,
    threads,
    crew,
    written,
    note: (chunk) => noteWritten(outDir, chunk),
    sink: rows,
    committed,
    onProgress: (scan) => progress({ phase: 'scan', ...scan }),
    signal,
  });
  const manifest = describe(scanned);
  const standing = isWhole ? readManifest(outDir) : undefined;
  // A manifest of a repository names the commit, of a folder only the place.
  const unchanged =
    standing?.manifest_id === manifest.manifest_id &&
    (request.origin === undefined || standing.repository === manifest.repository);
  if (!unchanged) await finishOutput(outDir, key, scanned, written, state, manifest);
  return {
    repository: root,
    manifest: unchanged ? { ...manifest, created: standing.created } : manifest,
    manifestFile: path.join(outDir, MANIFEST_FILE),
    unchanged,
    scanSeconds: (performance.now() - began) / 1000,
    sources: { files: scanned.files.map(asRead(written)), generator, commit: shared.commit },
  };
}

/** Lists the folder and plans its chunks, along the boundaries of an earlier run. */
async function planAnew(
  request: IndexRequest,
  root: string,
  { ranges }: RunState,
  crew: ThreadCrew,
): Promise<SharedPlan> {
  request.progress({ phase: 'list' });
  const [list, commit] = await Promise.all([
    listInScope(root, { ...request, helpers: crew }),
    readCommit(root, request.signal),
  ]);
  return {
    plan: planChunks(list.files, request.chunkSize, ranges),
    generator: generatorName(),
    commit,
    kernelVersion: readKernelVersion(root),
    skipped: list.skipped,
  };
}

/** Takes what others have scanned; until the run is complete there is no manifest that speaks of it. */
async function collect(
  sharing: Sharing,
  plan: ChunkPlan,
  { outDir, key, known }: { outDir: string; key: StateKey; known: ReadonlySet<string> },
): Promise<{ written: Map<string, WrittenChunk>; overflows: Overflow[] }> {
  removeManifest(outDir);
  await startState(outDir, { key, plan, kept: [], known });
  const { written, overflows } = await sharing.collect(plan, outDir);
  return { written: new Map(written.map((chunk) => [chunk.id, chunk])), overflows };
}

/** Marks the files that were listed and could not be read. */
function asRead(written: ReadonlyMap<string, WrittenChunk>): (file: SourceFile) => SourceFile {
  const unread = new Set([...written.values()].flatMap((chunk) => chunk.unread));
  return (file) => (unread.has(file.path) ? { ...file, mtimeMs: UNREAD } : file);
}
