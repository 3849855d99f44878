import { z } from 'zod';
import type { KeyRow } from './key-store.ts';
import { SCOPE } from './scopes.ts';

/** Most keys a list shows; a tenant with more has a habit to break, not a page to turn. */
export const MAX_LISTED = 500;

const Scope = z
  .string()
  .regex(SCOPE, 'A scope reads <context>:<read|write|admin>, or * for every one')
  .describe('What the key may do, e.g. `indexing:read`; `*` is everything');

/** An API key as everybody who may list keys sees it: nothing secret. */
export const ApiKey = z.object({
  key_id: z.string().describe('Names the key; not secret'),
  name: z.string(),
  scopes: z.array(z.string()),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  revoked_at: z.iso.datetime().nullable(),
});

export const CreateKey = z.strictObject({
  name: z.string().trim().min(1).max(100).describe('What the key is for, e.g. `ci`'),
  scopes: z.array(Scope).min(1).max(50),
  expires_in_days: z.int().min(1).max(3_650).optional().describe('Never when not given'),
});

export const CreatedKey = ApiKey.extend({
  key: z.string().nullable().describe('The key itself, shown this once; null when a request is repeated'),
});

export const ListKeys = z.strictObject({});

export const KeyList = z.object({ keys: z.array(ApiKey) });

export const RevokeKey = z.strictObject({ key_id: z.string().min(1).max(100) });

/** A stored key as an answer. */
export function toApiKey(row: KeyRow): z.output<typeof ApiKey> {
  return {
    key_id: row.key_id,
    name: row.name,
    scopes: row.scopes,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
  };
}
