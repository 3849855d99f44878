import type { AnyOperation } from '../../kernel/operation.ts';
import { createKey } from './operations/create-key.ts';
import { listKeys } from './operations/list-keys.ts';
import { revokeKey } from './operations/revoke-key.ts';

/** Operations on API keys, for the catalogue. */
export const authOperations: readonly AnyOperation[] = [createKey, listKeys, revokeKey];
