import { AppError } from '../../../kernel/errors.ts';
import type { ScopeRequest } from '../schemas-scope.ts';
import { parseChunkSize } from './size-text.ts';
import { checkScope } from './source-scope.ts';

/** The parts of an index request that have rules beyond their type. */
export interface CheckedRequest extends ScopeRequest {
  chunk_size?: number | string | undefined;
  incremental?: boolean | undefined;
  force?: boolean | undefined;
  shards?: number | 'auto' | undefined;
}

/**
 * Checks an index request as far as that needs no look at the folder, so that a bad one is refused before it is queued.
 * @throws AppError `invalid_size`, `invalid_chunk_size`, `invalid_input`, and what {@link checkScope} throws
 */
export function checkIndexRequest(request: CheckedRequest): void {
  if (request.chunk_size !== undefined) parseChunkSize(String(request.chunk_size));
  if (request.incremental === true && request.force === true) {
    throw new AppError(
      'invalid',
      'invalid_input',
      'incremental and force exclude each other: leave one of them out',
    );
  }
  if (request.incremental === true && typeof request.shards === 'number') {
    throw new AppError(
      'invalid',
      'invalid_input',
      'incremental and shards exclude each other: what has changed is read by one worker; leave one of them out',
    );
  }
  checkScope(request);
}
