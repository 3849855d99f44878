import path from 'node:path';
import { AppError } from '../../../kernel/errors.ts';
import type { JobContext, ReportProgress } from '../../../kernel/job.ts';
import {
  compareSources,
  isWorthPatching,
  type KnownSource,
  type SourceChanges,
  UNREAD,
} from '../domain/compare-sources.ts';
import { MAX_CHUNKS } from '../domain/chunk-plan.ts';
import { isSameScope, scopeOf } from '../domain/source-scope.ts';
import { generatorName } from '../pipeline/generator.ts';
import { resolveFolder } from '../pipeline/list-files.ts';
import { listInScope } from '../pipeline/list-in-scope.ts';
import { crewAhead } from '../pipeline/list-sources.ts';
import { unpackSources } from '../pipeline/pack-sources.ts';
import { readCommit } from '../pipeline/read-commit.ts';
import { isReadable } from '../pipeline/is-readable.ts';
import { type ScannedSources, scanSources } from '../pipeline/scan-sources.ts';
import { MANIFEST_FILE } from '../pipeline/write-manifest.ts';
import type { IndexRepository, IndexRepositoryResult } from '../schemas-job.ts';
import { connectLoader } from '../store/load/connect-loader.ts';
import { applyOverlay, type Overlay } from '../store/overlay/apply-overlay.ts';
import { type Baseline, readBaseline } from '../store/overlay/read-baseline.ts';
import { foldWhenDue } from './fold-when-due.ts';
import { indexedPath, loaderDeps } from './index-requests.ts';
import type { IndexRepositoryDeps } from './index-repository.ts';
import { roundSeconds } from './index-whole.ts';

/** Why the whole folder has to be read, and what had changed as far as that is known. */
export interface WholeNeeded {
  reason: string;
  changed: number;
  removed: number;
}

/** The index is replaced under a run by other writers, which then waits for them; more often than this is no accident. */
const MOST_TRIES = 5;

/**
 * Reads the files that have changed since the index was made, and puts their rows in place of the old ones. Edits
 * count whether committed or not. The chunk files stay as they are: the answer within a second comes first.
 */
export async function indexChanges(
  deps: IndexRepositoryDeps,
  context: JobContext,
  input: IndexRepository,
  progress: ReportProgress,
): Promise<IndexRepositoryResult | WholeNeeded> {
  for (let attempt = 1; attempt <= MOST_TRIES; attempt += 1) {
    const outcome = await tryOnce(deps, context, input, progress);
    if (outcome !== 'stale') return outcome;
  }
  throw new AppError(
    'conflict',
    'index_busy',
    `The index of ${indexedPath(input)} kept being replaced by other runs; run the same again when they are done`,
  );
}

async function tryOnce(
  deps: IndexRepositoryDeps,
  context: JobContext,
  input: IndexRepository,
  progress: ReportProgress,
): Promise<IndexRepositoryResult | WholeNeeded | 'stale'> {
  const began = performance.now();
  const { signal, tenant } = context;
  const repositoryPath = indexedPath(input);
  const root = resolveFolder(input.folder_path);
  const scope = scopeOf(input);
  progress({ phase: 'list' });
  const [baseline, list, commit] = await Promise.all([
    deps.database.tenant(tenant, (tx) => readBaseline(tx, tenant, repositoryPath)),
    listInScope(root, { subsystem: input.subsystem, scope, signal }),
    readCommit(root, signal),
  ]);
  if (baseline?.source === undefined) return wholeNeeded(missing(baseline));
  if (baseline.source.generator !== generatorName()) {
    return wholeNeeded('the index was made by another version of the scanner');
  }
  if (!isSameScope(baseline.source.request.scope, scope)) {
    return wholeNeeded('the index was made of other files of the folder');
  }
  const known = knownFiles(baseline);
  const changes = worthTrying(compareSources(known, list.files), known, root);
  const count = changes.changed.length + changes.removed.length;
  if (!isWorthPatching(count, known.size)) {
    return wholeNeeded(`${count} of ${known.size} files have changed`, changes);
  }
  const chunk = nextChunk(baseline);
  if (chunk === undefined) return wholeNeeded('there are too many overlays', changes);
  await crewAhead()?.dismiss(); // a few files are scanned here
  const scanning = performance.now();
  const scanned = await scanSources(changes.changed, {
    root,
    chunk,
    signal,
    onProgress: (filesDone, current) =>
      progress({ phase: 'scan', filesDone, filesTotal: changes.changed.length, current }),
  });
  const loading = performance.now();
  progress({ phase: 'load' });
  const applied =
    count === 0
      ? { totals: baseline.totals, overlays: baseline.overlays }
      : await apply(
          deps,
          context,
          overlayOf({ repositoryPath, baseline, chunk, known, changes, scanned, commit }),
        );
  if (applied === 'stale') return 'stale';
  await foldWhenDue(deps, context, { repository: repositoryPath, ...applied, lowestChunk: chunk });
  const { totals, overlays } = applied;
  const ended = performance.now();
  return {
    repository: input.origin?.indexName ?? root,
    manifest_id: baseline.manifestId,
    manifest: path.join(baseline.source.request.output_dir, MANIFEST_FILE),
    files: totals.files,
    symbols: totals.symbols,
    calls: totals.calls,
    entrypoints: totals.entrypoints,
    chunks: baseline.chunks,
    bytes: totals.bytes,
    seconds: {
      scan: roundSeconds((loading - scanning) / 1000),
      load: roundSeconds((ended - loading) / 1000),
      total: roundSeconds((ended - began) / 1000),
    },
    languages: totals.languages,
    skipped: list.skipped,
    incremental: {
      applied: true,
      changed: changes.changed.length,
      removed: changes.removed.length,
      overlays,
    },
  };
}

function wholeNeeded(reason: string, changes?: SourceChanges): WholeNeeded {
  return { reason, changed: changes?.changed.length ?? 0, removed: changes?.removed.length ?? 0 };
}

function missing(baseline: Baseline | undefined): string {
  return baseline === undefined
    ? 'there was no index of it yet'
    : 'its index was loaded from chunk files, which do not say what they were made from';
}

/** The files the index now stands for. */
function knownFiles({ source, changes }: Baseline): Map<string, KnownSource> {
  const known = unpackSources(source!.files);
  for (const [file, state] of changes) {
    if (state === null) known.delete(file);
    else known.set(file, state);
  }
  return known;
}

/** Leaves out files that could not be read before and still cannot. */
function worthTrying(
  { changed, removed }: SourceChanges,
  known: ReadonlyMap<string, KnownSource>,
  root: string,
): SourceChanges {
  return {
    removed,
    changed: changed.filter(
      (file) => known.get(file.path)?.mtimeMs !== UNREAD || isReadable(path.join(root, file.path)),
    ),
  };
}

/** Overlays take numbers from the upper end down; those of the base are never reached. */
function nextChunk({ lowestOverlay, lastChunk }: Baseline): number | undefined {
  const next = (lowestOverlay ?? MAX_CHUNKS) - 1;
  return next > lastChunk ? next : undefined;
}

function overlayOf({
  known,
  changes,
  scanned,
  ...rest
}: Pick<Overlay, 'repositoryPath' | 'baseline' | 'chunk' | 'commit'> & {
  known: ReadonlyMap<string, KnownSource>;
  changes: SourceChanges;
  scanned: ScannedSources;
}): Overlay {
  const languages = new Map<string, number>();
  const withRows = scanned.files.flatMap(({ language }) => language ?? []);
  for (const language of withRows) languages.set(language, (languages.get(language) ?? 0) + 1);
  const before = [...scanned.files.map((file) => file.path), ...changes.removed];
  return {
    ...rest,
    batches: scanned.rows,
    files: [
      ...scanned.files.map(({ path: file, size, mtimeMs, language }) => ({
        path: file,
        known: { size, mtimeMs },
        hasRows: language !== undefined,
      })),
      ...changes.removed.map((file) => ({ path: file, known: null, hasRows: false })),
    ],
    added: { ...scanned.counts, files: withRows.length, languages },
    bytes:
      scanned.files.reduce((sum, { size }) => sum + size, 0) -
      before.reduce((sum, file) => sum + (known.get(file)?.size ?? 0), 0),
  };
}

async function apply(
  deps: IndexRepositoryDeps,
  context: JobContext,
  overlay: Overlay,
): ReturnType<typeof applyOverlay> {
  const loader = loaderDeps(deps, context);
  const connection = await connectLoader(loader);
  try {
    return await applyOverlay(connection, loader, overlay);
  } finally {
    await connection.end();
  }
}
