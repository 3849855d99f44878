import { AppError } from '../../../kernel/errors.ts';
import type { GitPolicy } from '../../../platform/git/git-policy.ts';
import { INDEX_KIND } from '../domain/index-kind.ts';
import type { IndexRequest } from '../schemas.ts';
import { resolveOutput } from '../store/resolve-folder.ts';
import type { JobRequest } from './enqueue-job.ts';
import { placeSource, type PlacedSource } from './place-source.ts';

/** Checks a request beyond the types of its fields; throws `invalid` errors. */
export type CheckRequest = (request: IndexRequest) => void;

/** What an index request is checked by. */
export interface IndexRules {
  /** Which folders and repositories may be indexed. */
  policy: GitPolicy;
  check: CheckRequest;
}

/** The job of an index request, and what it indexes as answers name it. */
export interface PreparedIndex {
  job: JobRequest;
  source: PlacedSource['fields'];
}

/**
 * Makes the job of an index request: its folder or repository under its one name, so that it is queued once.
 * @throws AppError `invalid`, of what {@link placeSource} and the check throw
 */
export async function prepareIndex(
  request: IndexRequest,
  { policy, check }: IndexRules,
): Promise<PreparedIndex> {
  check(request);
  const source = await placeSource(request, policy);
  if (request.watch_mode === 'auto' && source.fields.folder_path === undefined) throw watchNeedsFolder();
  const output =
    request.output_dir === undefined ? undefined : await resolveOutput(request.output_dir, policy.roots);
  const job: JobRequest = {
    kind: INDEX_KIND,
    // Wherever else it could run, what it writes goes to a folder of one machine.
    ...(output === undefined ? {} : { needsFolder: output }),
    ...source.job,
    ...(request.timeout_seconds === undefined ? {} : { timeoutSeconds: request.timeout_seconds }),
    input: {
      ...request,
      ...source.fields,
      ...(output === undefined ? {} : { output_dir: output }),
    },
  };
  return { job, source: source.fields };
}

function watchNeedsFolder(): AppError {
  return new AppError(
    'invalid',
    'watch_needs_folder',
    'Only a folder can be followed; leave watch_mode out, and ask for the repository again when it has changed',
    { errors: [{ pointer: '/watch_mode', detail: 'only with folder_path' }] },
  );
}
