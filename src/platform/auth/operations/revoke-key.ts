import { AppError } from '../../../kernel/errors.ts';
import { operation } from '../../../kernel/operation.ts';
import { markRevoked } from '../key-store.ts';
import { ApiKey, RevokeKey, toApiKey } from '../schemas.ts';

export const revokeKey = operation({
  name: 'auth.revoke_key',
  summary: 'Revoke an API key for good',
  description: 'The key stops working at once. Revoking a key again changes nothing.',
  access: 'auth:admin',
  effect: 'destructive',
  input: RevokeKey,
  output: ApiKey,
  errors: ['key_not_found'],
  http: { method: 'DELETE', path: '/api/v1/keys/{key_id}' },
  cli: { command: 'keys revoke <key_id>', render: (key) => `Key ${key.key_id} (${key.name}) is revoked` },
  async run({ tx, tenant, now }, input) {
    const row = await markRevoked(tx, tenant, input.key_id, now);
    if (row === undefined) {
      throw new AppError(
        'not_found',
        'key_not_found',
        `No API key ${input.key_id}; see \`keelson keys list\``,
      );
    }
    const events =
      row.revoked_at?.getTime() === now.getTime()
        ? [{ type: 'auth.v1.KeyRevoked', subject: `key/${row.key_id}`, data: { key_id: row.key_id } }]
        : [];
    return { value: toApiKey(row), events };
  },
});
