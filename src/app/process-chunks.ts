import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { loadManifest } from '../contexts/indexing/index.ts';
import { AppError } from '../kernel/errors.ts';
import { formatBytes, formatDuration, formatPlural } from '../platform/cli/format.ts';
import { EXIT } from '../platform/cli/exit-code.ts';
import type { CliSession } from '../platform/cli/session.ts';
import { allOperations } from './catalogue.ts';
import { callNamed, followJob, type FollowOptions } from './follow-index.ts';
import { reach } from './reach.ts';

/** What `keelson chunks process` was given. */
export interface ProcessFlags {
  manifest?: string;
  chunkIds?: string[];
  force?: boolean;
  parallel?: number;
  adaptiveParallelism?: boolean;
  maxMemoryMb?: number;
  checksumPolicy?: string;
  repository?: string;
  cleanupStuck?: number;
  failAtChunk?: number;
}

/** Path of a manifest that was given as a file or as its folder. */
export function manifestFileOf(given: string): string {
  return given.endsWith('.json') ? given : path.join(given, 'manifest.json');
}

/** Whether a manifest was given as a path rather than by its id. */
function isPath(given: string): boolean {
  return given.endsWith('.json') || given.includes(path.sep) || existsSync(manifestFileOf(given));
}

/** Input that names a manifest, however it was given; nothing for the latest. */
function namedBy(given: string | undefined): { manifest_id?: string } {
  if (given === undefined) return {};
  return { manifest_id: isPath(given) ? loadManifest(manifestFileOf(given)).manifest_id : given };
}

async function withOperations<Result>(
  session: CliSession,
  worker: boolean,
  work: (options: FollowOptions) => Promise<Result>,
): Promise<Result> {
  const way = await reach(session, { worker });
  try {
    return await work({ invoke: way.invoke, operations: allOperations({}), session });
  } finally {
    await way.close();
  }
}

/** Runs an operation and prints its answer as it wishes to be shown. */
async function show(session: CliSession, name: string, input: Record<string, unknown>): Promise<void> {
  await withOperations(session, false, async (options) => {
    const answer = await callNamed(options, name, input);
    const render = options.operations.find((operation) => operation.name === name)?.cli?.render;
    if (session.json || render === undefined) session.printJson(answer);
    else session.print(render(answer));
  });
}

/** `keelson chunks status`. */
export function showStates(
  session: CliSession,
  given: string | undefined,
  status: string | undefined,
): Promise<void> {
  const only = status === undefined ? {} : { status };
  return show(session, 'indexing.list_chunk_states', { ...namedBy(given), ...only });
}

/** `keelson chunks cleanup`. */
export function cleanUp(
  session: CliSession,
  given: string | undefined,
  minutes: number | undefined,
): Promise<void> {
  const older = minutes === undefined ? {} : { older_than_minutes: minutes };
  return show(session, 'indexing.cleanup_chunks', { ...namedBy(given), ...older });
}

const Queued = z.object({
  message: z.string(),
  manifest_id: z.string(),
  to_process: z.number(),
  job_id: z.string().optional(),
});
const States = z.object({ counts: z.object({ failed: z.number() }).loose() }).loose();
const Result = z
  .object({
    loaded: z.number(),
    total_chunks: z.number(),
    bytes: z.number(),
    symbols: z.number(),
    published: z.boolean(),
    repository: z.string(),
    seconds: z.number(),
    chunks: z.object({ completed: z.number() }).loose(),
  })
  .loose();

/** `keelson chunks process`: queues the job and follows it to its end. */
export async function processChunks(
  session: CliSession,
  given: string | undefined,
  flags: ProcessFlags,
): Promise<void> {
  await withOperations(session, true, async (options) => {
    if (flags.cleanupStuck !== undefined) {
      const input = { ...namedBy(given), older_than_minutes: flags.cleanupStuck };
      await callNamed(options, 'indexing.cleanup_chunks', input).catch((error: unknown) => {
        // A manifest that nobody has registered has no stuck chunks.
        if (!(error instanceof AppError) || error.code !== 'manifest_not_found') throw error;
      });
    }
    const { job, queued } = await submit(options, await loadRequest(options, given, flags));
    if (job === undefined) {
      const states = States.parse(
        await callNamed(options, 'indexing.list_chunk_states', { manifest_id: queued!.manifest_id }),
      );
      if (states.counts.failed > 0) session.exitCode = EXIT.failed;
      if (session.json) session.printJson({ ...queued, counts: states.counts });
      else session.print(queued!.message);
      return;
    }
    const result = Result.parse(await followJob(options, job));
    if (session.json) session.printJson(result);
    else session.print(renderResult(result));
  });
}

async function loadRequest(
  options: FollowOptions,
  given: string | undefined,
  flags: ProcessFlags,
): Promise<Record<string, unknown>> {
  const manifest =
    given === undefined
      ? z
          .object({ manifest_id: z.string() })
          .parse(await callNamed(options, 'indexing.get_chunk_manifest', {})).manifest_id
      : isPath(given)
        ? path.resolve(manifestFileOf(given))
        : given;
  const wanted = {
    manifest,
    chunk_ids: flags.chunkIds?.flatMap((ids) => ids.split(',')).filter((id) => id !== ''),
    force: flags.force,
    parallelism: flags.parallel,
    adaptive_parallelism: flags.adaptiveParallelism,
    max_memory_mb: flags.maxMemoryMb,
    checksum_policy: flags.checksumPolicy,
    repository: flags.repository === undefined ? undefined : path.resolve(flags.repository),
    fail_at_chunk: flags.failAtChunk,
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

/** A manifest that is being loaded already is followed instead of loaded twice. */
async function submit(
  options: FollowOptions,
  request: Record<string, unknown>,
): Promise<{ job: string | undefined; queued?: z.output<typeof Queued> }> {
  try {
    const queued = Queued.parse(await callNamed(options, 'indexing.load_manifest', request));
    return { job: queued.job_id, queued };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'already_queued') throw error;
    const job = z.string().parse(error.extra['job_id']);
    options.session.note(`This manifest is being loaded already; following job ${job}`);
    return { job };
  }
}

function renderResult(result: z.output<typeof Result>): string {
  const { loaded, total_chunks: total, bytes, symbols, seconds, published, repository, chunks } = result;
  const done = `Loaded ${formatPlural(loaded, 'chunk')} (${formatBytes(bytes)}, ${formatPlural(symbols, 'symbol')}) in ${formatDuration(seconds * 1000)}`;
  const state = published
    ? `the index of ${repository} answers questions`
    : `${chunks.completed} of ${total} chunks are there; the index answers when all are`;
  return `${done}; ${state}`;
}
