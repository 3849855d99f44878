import { operation } from '../../../kernel/operation.ts';
import { listKeys as selectKeys } from '../key-store.ts';
import { KeyList, ListKeys, MAX_LISTED, toApiKey } from '../schemas.ts';

function line(key: { key_id: string; name: string; scopes: string[]; revoked_at: string | null }): string {
  return `${key.key_id}  ${key.name}  ${key.scopes.join(' ')}${key.revoked_at === null ? '' : '  revoked'}`;
}

export const listKeys = operation({
  name: 'auth.list_keys',
  summary: 'List API keys, newest first',
  access: 'auth:read',
  effect: 'read',
  input: ListKeys,
  output: KeyList,
  http: { method: 'GET', path: '/api/v1/keys' },
  cli: {
    command: 'keys list',
    render: ({ keys }) => (keys.length === 0 ? 'No API keys' : keys.map(line).join('\n')),
  },
  async run({ tx, tenant }) {
    const rows = await selectKeys(tx, tenant, MAX_LISTED);
    return { value: { keys: rows.map(toApiKey) } };
  },
});
