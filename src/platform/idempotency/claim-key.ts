import type { Tx } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';

/** Where an answer is kept. */
export interface KeyClaim {
  tenant: number;
  /** The client's `Idempotency-Key`. */
  key: string;
  operation: string;
}

/** How long an answer is kept. */
const ANSWER_HOURS = 24;

/** How long a request waits for another with the same key before it is refused. */
const WAIT = '2s';

const LOCK_NOT_AVAILABLE = '55P03';
const MAX_KEY_LENGTH = 255;

function checkKey(key: string): void {
  if (key.length > 0 && key.length <= MAX_KEY_LENGTH && /^[\x21-\x7e]+$/.test(key)) return;
  throw new AppError(
    'invalid',
    'invalid_idempotency_key',
    `An Idempotency-Key is 1 to ${MAX_KEY_LENGTH} visible ASCII characters without spaces, e.g. a UUID`,
  );
}

/**
 * Inserts the key, or takes over one that has expired. While another transaction holds the key uncommitted this
 * waits for it: the unique index is the lock. The statements are sent together and cost one round trip.
 */
async function insertKey(tx: Tx, claim: KeyClaim, hash: Buffer, now: Date): Promise<boolean> {
  const [, rows] = await Promise.all([
    tx.query({ sql: `SET LOCAL lock_timeout = '${WAIT}'` }),
    tx.query({
      name: 'idempotency_claim',
      sql: `INSERT INTO idempotency AS i (tenant_id, key, operation, request_hash, created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $5::timestamptz + make_interval(hours => $6))
            ON CONFLICT (tenant_id, key, operation) DO UPDATE
              SET request_hash = excluded.request_hash, response = NULL,
                  created_at = excluded.created_at, expires_at = excluded.expires_at
              WHERE i.expires_at <= excluded.created_at
            RETURNING 1`,
      parameters: [claim.tenant, claim.key, claim.operation, hash, now, ANSWER_HOURS],
    }),
    tx.query({ sql: 'SET LOCAL lock_timeout TO DEFAULT' }),
  ]);
  return rows.length > 0;
}

/**
 * Claims a key for this transaction. Undefined: it is ours, run and {@link storeAnswer}. Otherwise the answer the
 * same request was given before.
 * @throws AppError `idempotency_key_reused` (another request used the key), `idempotency_key_in_use` (a request with
 *   this key is still running)
 */
export async function claimKey(
  tx: Tx,
  claim: KeyClaim,
  hash: Buffer,
  now: Date,
): Promise<{ answer: unknown } | undefined> {
  checkKey(claim.key);
  const ours = await insertKey(tx, claim, hash, now).catch((thrown: unknown) => {
    if ((thrown as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw thrown;
    throw new AppError(
      'conflict',
      'idempotency_key_in_use',
      `A request with the Idempotency-Key ${claim.key} is still running; repeat this one to get its answer`,
      { retryAfterSeconds: 2 },
    );
  });
  if (ours) return undefined;
  const [row] = await tx.query<{ request_hash: Buffer; response: unknown }>({
    name: 'idempotency_answer',
    sql: 'SELECT request_hash, response FROM idempotency WHERE tenant_id = $1 AND key = $2 AND operation = $3',
    parameters: [claim.tenant, claim.key, claim.operation],
  });
  if (row?.request_hash.equals(hash)) return { answer: row.response };
  throw new AppError(
    'conflict',
    'idempotency_key_reused',
    `The Idempotency-Key ${claim.key} was used for a different ${claim.operation} request; use a new key`,
  );
}

/** Keeps the answer with its key, and sweeps out some that have expired: each keyed write pays for its own kind. */
export async function storeAnswer(tx: Tx, claim: KeyClaim, answer: unknown, now: Date): Promise<void> {
  await Promise.all([
    tx.query({
      name: 'idempotency_store',
      sql: 'UPDATE idempotency SET response = $4 WHERE tenant_id = $1 AND key = $2 AND operation = $3',
      parameters: [claim.tenant, claim.key, claim.operation, JSON.stringify(answer ?? null)],
    }),
    tx.query({
      name: 'idempotency_sweep',
      sql: `DELETE FROM idempotency i USING (
              SELECT tenant_id, key, operation FROM idempotency
              WHERE tenant_id = $1 AND expires_at <= $2
              ORDER BY expires_at LIMIT 100 FOR UPDATE SKIP LOCKED) old
            WHERE (i.tenant_id, i.key, i.operation) = (old.tenant_id, old.key, old.operation)`,
      parameters: [claim.tenant, now],
    }),
  ]);
}
