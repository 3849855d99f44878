import { INDEX_KIND } from '../domain/index-kind.ts';
import type { IndexRequest } from '../schemas.ts';
import { resolveFolder, resolveOutput } from '../store/resolve-folder.ts';
import type { JobRequest } from './enqueue-job.ts';

/** Checks a request beyond the types of its fields; throws `invalid` errors. */
export type CheckRequest = (request: IndexRequest) => void;

/** What an index request is checked by. */
export interface IndexRules {
  /** Folders inside one of which a folder must be; anywhere when empty. */
  roots: readonly string[];
  check: CheckRequest;
}

/**
 * Makes the job of an index request: its folder under its one name, so that it is queued once.
 * @throws AppError `invalid`, of what {@link resolveFolder} and the check throw
 */
export async function prepareIndex(
  request: IndexRequest,
  { roots, check }: IndexRules,
): Promise<JobRequest & { folderPath: string }> {
  check(request);
  const folder = await resolveFolder(request.folder_path, roots);
  const output =
    request.output_dir === undefined ? undefined : await resolveOutput(request.output_dir, roots);
  return {
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
  };
}
