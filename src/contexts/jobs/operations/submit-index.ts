import type { OperationContext } from '../../../kernel/context.ts';
import { operation } from '../../../kernel/operation.ts';
import { IndexRequest, SubmittedJob } from '../schemas.ts';
import { deleteWatch, saveWatch } from '../store/folder-watches.ts';
import type { StartQueueing } from './enqueue-job.ts';
import { prepareIndex } from './prepare-index.ts';
import type { IndexRules, PreparedIndex } from './prepare-index.ts';

/** Fields that indexers with embeddings take and that say nothing here. */
export const UNSUPPORTED_FIELDS: Readonly<Record<string, string>> = {
  chunk_overlap: 'chunks are cut between files and symbols and do not overlap; leave it out',
  include_code: 'code is what is indexed, always; leave it out, or choose files with include_types',
  code_chunk_strategy: 'chunks always follow the syntax of the code; leave it out',
  generate_summaries: 'no language model writes summaries here; leave it out',
  injector_script: 'no program of a client is run over chunks; change the chunk files yourself after the job',
  folder_metadata_file: 'chunks carry no metadata but that of the code; leave it out',
  rebuild_graph: 'the call graph is part of every index; use force=true to make it all anew',
};

/** Makes `jobs.submit_index`. */
export function createSubmitIndex(startQueueing: StartQueueing, rules: IndexRules) {
  return operation({
    name: 'jobs.submit_index',
    summary: 'Queue a job that indexes a folder or a git repository',
    description:
      'Answers at once with the id of the job; follow it with jobs.get. A folder is indexed by one job at a time.',
    access: 'jobs:write',
    effect: 'write',
    input: IndexRequest,
    output: SubmittedJob,
    unsupported: UNSUPPORTED_FIELDS,
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
      'watch_needs_folder',
      'one_source',
      'repository_url_invalid',
      'credentials_in_url',
      'host_not_allowed',
      'ref_invalid',
      'already_queued',
      'queue_full',
    ],
    http: { method: 'POST', path: '/index', aliases: ['/index/add'], status: 202 },
    mcp: { tool: 'index_repository', toolset: 'core' },
    prepare: (input) => prepareIndex(input, rules),
    together: true,
    async run(context, prepared) {
      await keepWatch(context, prepared);
      const { jobs, queued } = startQueueing(context, [prepared.job]);
      return {
        value: queued.then(([job]) => ({
          job_id: job!.jobId,
          status: 'queued' as const,
          queue_position: job!.queuePosition,
          queue_length: job!.queueLength,
          ...prepared.source,
        })),
        events: jobs.map(({ event }) => event),
      };
    },
  });
}

/** Quiet that is waited for when the request does not say: an editor's save is several writes. */
const DEBOUNCE_SECONDS = 1;

/** Follows the folder from now on, or no more; a request that says nothing of it changes nothing. */
async function keepWatch(
  { tx, tenant, actor }: Pick<OperationContext, 'tx' | 'tenant' | 'actor'>,
  { job, source }: PreparedIndex,
): Promise<void> {
  const { folder_path: folder } = source;
  const { force: _force, ...request } = job.input;
  if (folder === undefined || request['dry_run'] === true) return;
  if (request['watch_mode'] === 'off') await deleteWatch(tx, tenant, folder);
  if (request['watch_mode'] !== 'auto') return;
  const debounceSeconds = (request['watch_debounce_seconds'] ?? DEBOUNCE_SECONDS) as number;
  await saveWatch(tx, tenant, { folder, request, debounceSeconds, requestedBy: actor });
}
