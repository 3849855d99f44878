import type { Query, Tx } from '../../kernel/context.ts';

/**
 * Where the database is and which role each kind of work logs in as. Plain data: it travels to child processes
 * and threads as it is. Roles (none a superuser, none with BYPASSRLS):
 * - `app` runs operations; row-level security binds it to one tenant a transaction;
 * - `worker` sees the queue of every tenant and nothing else across tenants;
 * - `owner` owns the tables: migrations, and bulk loads into partitions that are not attached yet.
 */
export interface DatabaseTarget {
  host: string;
  port: number;
  database: string;
  roles: Readonly<Record<'app' | 'worker' | 'owner', DatabaseLogin>> & {
    /** What workers on other machines may be given, where the owner's password says what it is. */
    readonly loader?: DatabaseLogin;
  };
  /** `verify` also checks the server's certificate. Not encrypted when not given. */
  tls?: 'encrypt' | 'verify';
}

/** A user of the database. */
export interface DatabaseLogin {
  user: string;
  password?: string;
}

/** One direct connection, for COPY and DDL; `end` it. */
export interface OwnerConnection extends Tx {
  /** Runs one `COPY … FROM STDIN (FORMAT binary)` with bytes that are already in wire form. */
  copyIn(sql: string, bytes: Uint8Array): Promise<void>;
  end(): Promise<void>;
}

/**
 * Adds a statement that is sent together with the COMMIT, after all others and in the order of calls: it costs no round
 * trip of its own, and locks that it takes are held for no longer than the commit takes. When it fails nothing is saved.
 */
export type AtCommit = (query: Query) => void;

/** The database as the platform and contexts see it. */
export interface Database {
  /** One transaction as `app`, bound to the tenant; commits when `work` returns, rolls back when it throws. */
  tenant<Result>(tenant: number, work: (tx: Tx, atCommit: AtCommit) => Promise<Result>): Promise<Result>;
  /** One that may only read, as `app`, bound to the tenant; it is over for the caller when `work` returns. */
  reading<Result>(tenant: number, work: (tx: Tx) => Promise<Result>): Promise<Result>;
  /** One transaction as `worker`. */
  worker<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
  /** A connection as `owner`, outside the pools. */
  connectOwner(): Promise<OwnerConnection>;
  /**
   * Calls `onNotify` for each NOTIFY on `channel` until the returned function is called; reconnects by
   * itself. Notifications sent while it was disconnected are missed: they are hints, poll as well.
   */
  listen(channel: string, onNotify: (payload: string) => void): Promise<() => Promise<void>>;
  /** Waits for running transactions and closes every connection. */
  close(): Promise<void>;
}

/**
 * One migration: SQL as data, applied in order of `name` over all contexts: `<context>_<nnnn>_<what>`, and
 * `0_platform_<nnnn>_<what>` for the platform's, which come first. It runs in a transaction as the owner.
 */
export interface MigrationFile {
  name: string;
  /** The name that databases may know it by; they are taken to the new one. */
  formerly?: string;
  sql: string;
}
