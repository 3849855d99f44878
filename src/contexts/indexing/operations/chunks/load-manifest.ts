import path from 'node:path';
import type { OperationContext } from '../../../../kernel/context.ts';
import { AppError } from '../../../../kernel/errors.ts';
import { operation } from '../../../../kernel/operation.ts';
import { LoadManifestAnswer, LoadManifestInput } from '../../schemas-manifest.ts';
import { changeStates } from '../../store/chunks/change-states.ts';
import { findManifest } from '../../store/chunks/find-manifest.ts';
import type { RegisteredManifest } from '../../store/chunks/find-manifest.ts';
import { readStates } from '../../store/chunks/read-states.ts';
import { registerManifest } from '../../store/chunks/register-manifest.ts';
import { findLoadedIndex } from '../../store/queries/find-loaded-index.ts';
import { PROCESS_KIND } from './chunk-deps.ts';
import type { ChunkDeps } from './chunk-deps.ts';
import { chunksNotInManifest } from './chunk-errors.ts';
import { giveToJob, sortChunks } from './start-processing.ts';

/** Registers a manifest where it is new, and queues a job that loads what of it is not loaded. */
export function createLoadManifest(deps: ChunkDeps) {
  return operation({
    name: 'indexing.load_manifest',
    summary: 'Load the chunk files of a manifest into the index',
    description:
      'Answers at once with the job. The manifest may have been made on another machine. Its index answers questions when the last chunk is loaded.',
    access: 'indexing:write',
    effect: 'write',
    input: LoadManifestInput,
    output: LoadManifestAnswer,
    errors: [
      'manifest_not_found',
      'manifest_invalid',
      'ambiguous_manifest',
      'chunk_not_in_manifest',
      'outside_allowed_roots',
      'already_queued',
      'queue_full',
    ],
    http: { method: 'POST', path: '/api/v1/manifests', status: 202 },
    mcp: { tool: 'load_manifest', toolset: 'chunks' },
    async run(context, { manifest: given, chunk_ids: chunkIds, repository, force, ...settings }) {
      const { tx, tenant } = context;
      const manifest = await manifestOf(context, deps, given, repository);
      const manifestId = manifest.manifest_id;
      const asked = chunkIds === undefined ? undefined : [...new Set(chunkIds)];
      const where = { tenant, manifestId, ...(asked !== undefined && { chunkIds: asked }) };
      const states = await readStates(tx, where, deps.findActiveJobs, 'lock');
      const known = new Set(states.map(({ chunk_id: id }) => id));
      const unknown = asked?.filter((id) => !known.has(id)) ?? [];
      if (unknown.length > 0) throw chunksNotInManifest(unknown, manifestId);
      const sorted = sortChunks(states, force);
      const answer = {
        manifest_id: manifestId,
        repository: manifest.repository,
        total_chunks: manifest.document.total_chunks,
        to_process: sorted.taken.length,
      };
      const isPublished = (await findLoadedIndex(tx, tenant, manifest.repository, manifestId)) !== undefined;
      if (sorted.taken.length === 0 && (isPublished || sorted.completed.length < states.length)) {
        return { value: { message: nothingToDo(sorted.exhausted.length), ...answer } };
      }
      const message = `${sorted.taken.length} of ${answer.total_chunks} chunks are to be loaded`;
      if (asked !== undefined) {
        const { jobId, event } = await giveToJob(context, deps, manifest, sorted.taken, settings);
        return { value: { message, ...answer, job_id: jobId }, events: [event] };
      }
      const { jobId, event } = await deps.enqueue(context, {
        kind: PROCESS_KIND,
        dedupe: `manifest:${manifestId}`,
        folderPath: manifest.folder,
        input: { ...settings, manifest_id: manifestId, own_chunks_only: false },
      });
      await changeStates(
        tx,
        where,
        sorted.taken.map(({ state, retryCount }) => ({
          number: state.number,
          status: 'pending',
          jobId: null,
          retryCount,
        })),
      );
      return { value: { message, ...answer, job_id: jobId }, events: [event] };
    },
  });
}

function nothingToDo(exhausted: number): string {
  if (exhausted === 0) return 'Every chunk is loaded already, or another job has it';
  return `Nothing can be tried again: ${exhausted} chunks have failed for good. Mend their files, then give force`;
}

/** The registered manifest that is meant: by its id, or by its file, which is registered here when it is new. */
async function manifestOf(
  { tx, tenant }: OperationContext,
  { resolveFolder, readManifest }: ChunkDeps,
  given: string,
  repository: string | undefined,
): Promise<RegisteredManifest> {
  if (repository !== undefined && !path.isAbsolute(repository)) {
    throw new AppError(
      'invalid',
      'path_not_absolute',
      `${repository} is a relative path; give the absolute one`,
    );
  }
  if (!path.isAbsolute(given)) {
    const known = await findManifest(tx, tenant, given);
    if (repository === undefined || repository === known.repository) return known;
    await registerManifest(tx, tenant, { manifest: known.document, repository, folder: known.folder });
    return findManifest(tx, tenant, known.manifest_id);
  }
  const isFile = given.endsWith('.json');
  const folder = await resolveFolder(isFile ? path.dirname(given) : given);
  const manifest = readManifest(path.join(folder, isFile ? path.basename(given) : 'manifest.json'));
  const { repository: made, subsystem } = manifest;
  const own = subsystem === undefined ? made : `${made}/${subsystem}`;
  await registerManifest(tx, tenant, { manifest, repository: repository ?? own, folder });
  return findManifest(tx, tenant, manifest.manifest_id);
}
