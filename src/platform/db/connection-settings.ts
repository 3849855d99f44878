import type { ClientConfig } from 'pg';
import { SCHEMA } from './roles.ts';
import type { DatabaseTarget } from './types.ts';

export interface ConnectionLimits {
  /** Longest a statement may run, in ms; 0 is no limit. */
  statementTimeoutMs: number;
  /** Longest a transaction may wait for its next statement, in ms; 0 is no limit. */
  idleTransactionTimeoutMs: number;
}

/** What pg needs to connect as one of the target's roles. Nothing is taken from PG* environment variables. */
export function connectionSettings(
  target: DatabaseTarget,
  role: 'app' | 'worker' | 'owner',
  limits: ConnectionLimits = { statementTimeoutMs: 0, idleTransactionTimeoutMs: 0 },
): ClientConfig {
  const { user, password } = target.roles[role];
  return {
    host: target.host,
    port: target.port,
    database: target.database,
    user,
    // A function, as an empty value would be taken from PGPASSWORD.
    password: () => password ?? '',
    client_encoding: 'UTF8',
    ssl: target.tls === undefined ? false : { rejectUnauthorized: target.tls === 'verify' },
    application_name: `keelson ${role}`,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
    options: [
      `search_path=${SCHEMA},pg_temp`,
      `statement_timeout=${limits.statementTimeoutMs}`,
      `idle_in_transaction_session_timeout=${limits.idleTransactionTimeoutMs}`,
    ]
      .map((setting) => `-c ${setting}`)
      .join(' '),
  };
}
