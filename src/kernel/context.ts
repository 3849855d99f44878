/** A statement for {@link Tx.query}. With a `name` the server parses and plans it once per connection. */
export interface Query {
  sql: string;
  parameters?: readonly unknown[];
  name?: string;
}

/**
 * A database transaction that is already open and bound to one tenant (row-level security sees only that
 * tenant's rows). Operations never begin, commit or roll back: the runner does.
 */
export interface Tx {
  query<Row>(query: Query): Promise<Row[]>;
}

/** Who acts. `scopes` holds e.g. `indexing:read`; `*` is every scope (the local user on loopback). */
export interface Actor {
  kind: 'user' | 'key' | 'agent' | 'system';
  id: string;
  scopes: readonly string[];
}

/** Which door a call came through: recorded in audit and spans, never read by an operation. */
export type Door = 'http' | 'mcp' | 'cli' | 'jsonrpc' | 'worker';

/** How far that is which an operation waits for. */
export interface WaitProgress {
  /** Grows from call to call. */
  progress: number;
  total?: number;
  /** One line. */
  message: string;
}

/** Who asks and on whose behalf: what a door knows before anything runs. */
export interface Caller {
  tenant: number;
  actor: Actor;
  requestId: string;
  door: Door;
  signal: AbortSignal;
  /** Told how far an operation that waits has come, when the caller listens. */
  onProgress?: (progress: WaitProgress) => void;
  /** `Idempotency-Key`, when the client sent one. */
  idempotencyKey?: string;
}

/** What an operation's `run` is given. */
export interface OperationContext {
  tenant: number;
  actor: Actor;
  requestId: string;
  signal: AbortSignal;
  tx: Tx;
  now: Date;
}
