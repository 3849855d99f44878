import { createHash } from 'node:crypto';
import type { ReadyIndex } from '../store/queries/find-index.ts';

/** Names a question to an index as it is now, so that two answers can be told to be of the same one. */
export function questionId({ id, freshness }: ReadyIndex, input: object): string {
  return createHash('sha256')
    .update(JSON.stringify([id, freshness, input]))
    .digest('hex')
    .slice(0, 24);
}
