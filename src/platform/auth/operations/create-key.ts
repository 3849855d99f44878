import { AppError } from '../../../kernel/errors.ts';
import { operation } from '../../../kernel/operation.ts';
import { newKey } from '../api-key.ts';
import { insertKey } from '../key-store.ts';
import type { KeyRow } from '../key-store.ts';
import { CreateKey, CreatedKey, toApiKey } from '../schemas.ts';
import { holdsScope } from '../scopes.ts';

const DAY_MS = 86_400_000;

export const createKey = operation({
  name: 'auth.create_key',
  summary: 'Make an API key with the scopes given',
  description: 'The key is shown once. It can hold no scope that whoever makes it does not hold.',
  access: 'auth:admin',
  effect: 'write',
  input: CreateKey,
  output: CreatedKey,
  errors: ['scope_not_held'],
  http: { method: 'POST', path: '/api/v1/keys', status: 201 },
  cli: {
    command: 'keys create <name>',
    examples: ['keelson keys create ci --scopes indexing:read --expires-in-days 90'],
    render: (made) =>
      `${made.key ?? '(shown only once)'}\nKey ${made.key_id}, scopes ${made.scopes.join(' ')}`,
  },
  replay: (made) => ({ ...made, key: null }),
  async run({ tx, tenant, actor, now }, input) {
    const missing = input.scopes.find((scope) => !holdsScope(actor.scopes, scope));
    if (missing !== undefined) {
      throw new AppError(
        'forbidden',
        'scope_not_held',
        `You cannot give the scope ${missing}: you do not hold it`,
      );
    }
    const made = newKey(tenant);
    const days = input.expires_in_days;
    const row: KeyRow = {
      key_id: made.keyId,
      name: input.name,
      scopes: [...new Set(input.scopes)],
      created_at: now,
      expires_at: days === undefined ? null : new Date(now.getTime() + days * DAY_MS),
      revoked_at: null,
    };
    await insertKey(tx, tenant, made.hash, row);
    return {
      value: { ...toApiKey(row), key: made.key },
      events: [
        {
          type: 'auth.v1.KeyCreated',
          subject: `key/${made.keyId}`,
          data: { key_id: made.keyId, scopes: row.scopes },
        },
      ],
    };
  },
});
