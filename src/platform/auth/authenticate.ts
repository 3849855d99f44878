import type { Clock } from '../../kernel/clock.ts';
import type { Actor } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import { LOCAL_TENANT } from '../../kernel/ids.ts';
import type { Database } from '../db/types.ts';
import { matchesHash, parseKey } from './api-key.ts';
import { findKey } from './key-store.ts';

/** Who a request comes from. */
export interface Identity {
  tenant: number;
  actor: Actor;
}

export interface Credentials {
  /** The API key as sent. */
  key: string | undefined;
  /** Whether the request can only come from this machine. */
  local: boolean;
}

/**
 * Finds out who asks.
 * @throws AppError `key_required`, `key_invalid`, `key_revoked`, `key_expired`
 */
export type Authenticate = (credentials: Credentials) => Promise<Identity>;

export interface AuthenticatorDeps {
  database: Pick<Database, 'tenant'>;
  clock: Clock;
  /** Ask for a key on loopback too. */
  requireKey: boolean;
}

/** Whoever can reach a loopback socket works on this machine, whose data this is. */
export const LOCAL_USER: Identity = {
  tenant: LOCAL_TENANT,
  actor: { kind: 'user', id: 'local', scopes: ['*'] },
};

function refuse(code: string, message: string): AppError {
  return new AppError('unauthenticated', code, message);
}

/** Checks API keys against the database at every request, so a revocation counts at once. */
export function createAuthenticator({ database, clock, requireKey }: AuthenticatorDeps): Authenticate {
  return async ({ key, local }) => {
    if (key === undefined) {
      if (local && !requireKey) return LOCAL_USER;
      throw refuse(
        'key_required',
        'This address asks for an API key, made by `keelson keys create` on the machine of the server; send it as Authorization: Bearer kls_…, or set KEELSON_API_KEY for commands',
      );
    }
    const parsed = parseKey(key);
    const row =
      parsed === undefined
        ? undefined
        : await database.tenant(parsed.tenant, (tx) => findKey(tx, parsed.tenant, parsed.keyId));
    // One answer for an unknown id and a wrong secret: neither tells which keys exist.
    if (parsed === undefined || row === undefined || !matchesHash(parsed, row.hash)) {
      throw refuse('key_invalid', 'No such API key; check that it was copied whole');
    }
    if (row.revoked_at !== null) throw refuse('key_revoked', 'This API key was revoked; use another one');
    if (row.expires_at !== null && row.expires_at <= clock()) {
      throw refuse('key_expired', 'This API key has expired; make another with `keelson keys create`');
    }
    return { tenant: parsed.tenant, actor: { kind: 'key', id: row.key_id, scopes: row.scopes } };
  };
}
