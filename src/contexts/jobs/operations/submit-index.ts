import type { OperationContext } from '../../../kernel/context.ts';
import { operation } from '../../../kernel/operation.ts';
import { INDEX_KIND } from '../domain/index-kind.ts';
import { IndexRequest, SubmittedJob } from '../schemas.ts';
import { deleteWatch, saveWatch } from '../store/folder-watches.ts';
import { resolveFolder, resolveOutput } from '../store/resolve-folder.ts';
import type { EnqueueJob } from './enqueue-job.ts';

/** Fields that indexers with embeddings take and that say nothing here. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  chunk_overlap: 'chunks are cut between files and symbols and do not overlap; leave it out',
  include_code: 'code is what is indexed, always; leave it out, or choose files with include_types',
  code_chunk_strategy: 'chunks always follow the syntax of the code; leave it out',
  generate_summaries: 'no language model writes summaries here; leave it out',
  injector_script: 'no program of a client is run over chunks; change the chunk files yourself after the job',
  folder_metadata_file: 'chunks carry no metadata but that of the code; leave it out',
  rebuild_graph: 'the call graph is part of every index; use force=true to make it all anew',
};

/** Checks a request beyond the types of its fields; throws `invalid` errors. */
export type CheckRequest = (request: IndexRequest) => void;

/** What submitting goes by. */
export interface SubmitIndexDeps {
  enqueue: EnqueueJob;
  /** Folders inside one of which a folder must be; anywhere when empty. */
  roots: readonly string[];
  check: CheckRequest;
}

/** Makes `jobs.submit_index`. */
export function createSubmitIndex({ enqueue, roots, check }: SubmitIndexDeps) {
  return operation({
    name: 'jobs.submit_index',
    summary: 'Queue a job that indexes a folder',
    description:
      'Answers at once with the id of the job; follow it with jobs.get. A folder is indexed by one job at a time.',
    access: 'jobs:write',
    effect: 'write',
    input: IndexRequest,
    output: SubmittedJob,
    unsupported: UNSUPPORTED,
    errors: [
      'unsupported_field',
      'unknown_language',
      'unknown_type',
      'invalid_pattern',
      'path_not_absolute',
      'folder_not_found',
      'not_a_folder',
      'folder_unreadable',
      'outside_allowed_roots',
      'already_queued',
      'queue_full',
    ],
    http: { method: 'POST', path: '/index', aliases: ['/index/add'], status: 202 },
    mcp: { tool: 'index_repository', toolset: 'core' },
    async run(context, request) {
      check(request);
      const folder = await resolveFolder(request.folder_path, roots);
      const output =
        request.output_dir === undefined ? undefined : await resolveOutput(request.output_dir, roots);
      const input = {
        ...request,
        folder_path: folder,
        ...(output === undefined ? {} : { output_dir: output }),
      };
      const job = await enqueue(context, {
        kind: INDEX_KIND,
        dedupe: `folder:${folder}`,
        folderPath: folder,
        needsFolder: folder,
        ...(request.timeout_seconds === undefined ? {} : { timeoutSeconds: request.timeout_seconds }),
        input,
      });
      await keepWatch(context, request, input);
      return {
        value: {
          job_id: job.jobId,
          status: 'queued' as const,
          queue_position: job.queuePosition,
          queue_length: job.queueLength,
          folder_path: folder,
        },
        events: [job.event],
      };
    },
  });
}

/** Quiet that is waited for when the request does not say: an editor's save is several writes. */
const DEBOUNCE_SECONDS = 1;

/** Follows the folder from now on, or no more; a request that says nothing of it changes nothing. */
async function keepWatch(
  { tx, tenant, actor }: Pick<OperationContext, 'tx' | 'tenant' | 'actor'>,
  { watch_mode: mode, watch_debounce_seconds: debounce }: IndexRequest,
  { force: _force, dry_run: dryRun, timeout_seconds: _limit, ...input }: IndexRequest,
): Promise<void> {
  if (dryRun === true) return;
  const folder = input.folder_path;
  if (mode === 'off') await deleteWatch(tx, tenant, folder);
  if (mode !== 'auto') return;
  const debounceSeconds = debounce ?? DEBOUNCE_SECONDS;
  await saveWatch(tx, tenant, { folder, request: input, debounceSeconds, requestedBy: actor });
}
