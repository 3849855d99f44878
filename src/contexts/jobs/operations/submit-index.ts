import { operation } from '../../../kernel/operation.ts';
import { IndexRequest, SubmittedJob } from '../schemas.ts';
import { resolveFolder, resolveOutput } from '../store/resolve-folder.ts';
import type { EnqueueJob } from './enqueue-job.ts';

/** Kind of the jobs that index a folder. */
export const INDEX_KIND = 'indexing.index_repository';

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
      const job = await enqueue(context, {
        kind: INDEX_KIND,
        dedupe: `folder:${folder}`,
        folderPath: folder,
        needsFolder: folder,
        ...(request.timeout_seconds === undefined ? {} : { timeoutSeconds: request.timeout_seconds }),
        input: {
          ...request,
          folder_path: folder,
          ...(output === undefined ? {} : { output_dir: output }),
        },
      });
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
