import type { Tx } from '../../kernel/context.ts';

/** A key as stored. */
export interface KeyRow {
  key_id: string;
  name: string;
  scopes: string[];
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
}

const COLUMNS = 'key_id, name, scopes, created_at, expires_at, revoked_at';

export async function insertKey(tx: Tx, tenant: number, hash: Buffer, row: KeyRow): Promise<void> {
  await tx.query({
    sql: `INSERT INTO api_key (tenant_id, ${COLUMNS}, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    parameters: [
      tenant,
      row.key_id,
      row.name,
      row.scopes,
      row.created_at,
      row.expires_at,
      row.revoked_at,
      hash,
    ],
  });
}

/** A key by its id, with its hash; on the path of every request that brings one. */
export async function findKey(
  tx: Tx,
  tenant: number,
  keyId: string,
): Promise<(KeyRow & { hash: Buffer }) | undefined> {
  const [row] = await tx.query<KeyRow & { hash: Buffer }>({
    name: 'auth_find_key',
    sql: `SELECT ${COLUMNS}, hash FROM api_key WHERE tenant_id = $1 AND key_id = $2`,
    parameters: [tenant, keyId],
  });
  return row;
}

/** Keys of a tenant, newest first. */
export function listKeys(tx: Tx, tenant: number, limit: number): Promise<KeyRow[]> {
  return tx.query<KeyRow>({
    sql: `SELECT ${COLUMNS} FROM api_key WHERE tenant_id = $1 ORDER BY created_at DESC, key_id LIMIT $2`,
    parameters: [tenant, limit],
  });
}

/** Sets the time of revocation unless it is set; the row as it is then, or undefined when there is none. */
export async function markRevoked(
  tx: Tx,
  tenant: number,
  keyId: string,
  at: Date,
): Promise<KeyRow | undefined> {
  const [row] = await tx.query<KeyRow>({
    sql: `UPDATE api_key SET revoked_at = coalesce(revoked_at, $3)
          WHERE tenant_id = $1 AND key_id = $2 RETURNING ${COLUMNS}`,
    parameters: [tenant, keyId, at],
  });
  return row;
}
