import { operation } from '../../../kernel/operation.ts';
import { IndexRequest, SubmittedJob } from '../schemas.ts';
import { resolveFolder, resolveOutput } from '../store/resolve-folder.ts';
import type { EnqueueJob } from './enqueue-job.ts';

/** Kind of the jobs that index a folder. */
export const INDEX_KIND = 'indexing.index_repository';

/** Makes `jobs.submit_index`. With `roots`, only folders inside one of them are taken. */
export function createSubmitIndex(enqueue: EnqueueJob, roots: readonly string[]) {
  return operation({
    name: 'jobs.submit_index',
    summary: 'Queue a job that indexes a folder',
    description:
      'Answers at once with the id of the job; follow it with jobs.get. A folder is indexed by one job at a time.',
    access: 'jobs:write',
    effect: 'write',
    input: IndexRequest,
    output: SubmittedJob,
    errors: [
      'path_not_absolute',
      'folder_not_found',
      'not_a_folder',
      'folder_unreadable',
      'outside_allowed_roots',
      'already_queued',
      'queue_full',
    ],
    http: { method: 'POST', path: '/index', status: 202 },
    mcp: { tool: 'index_repository', toolset: 'core' },
    async run(context, request) {
      const folder = await resolveFolder(request.folder_path, roots);
      const output =
        request.output_dir === undefined ? undefined : await resolveOutput(request.output_dir, roots);
      const job = await enqueue(context, {
        kind: INDEX_KIND,
        dedupe: `folder:${folder}`,
        folderPath: folder,
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
