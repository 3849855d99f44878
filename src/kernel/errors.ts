/**
 * What went wrong, in terms no door owns. Each door maps a kind once: HTTP to a status, the CLI to an exit
 * code, MCP to `isError`.
 */
export type ErrorKind =
  | 'invalid' // the caller's input breaks a rule
  | 'unauthenticated' // nobody is known to ask
  | 'forbidden' // somebody is known, and may not
  | 'not_found'
  | 'conflict' // true of the current state, not of the input alone
  | 'gone'
  | 'unprocessable'
  | 'too_many'
  | 'unavailable' // try again later
  | 'cancelled'
  | 'internal';

/** One fault inside an input: a JSON pointer (RFC 6901) to the value, and what is wrong with it. */
export interface FieldError {
  pointer: string;
  detail: string;
}

export interface AppErrorOptions {
  /** Faults of single fields, for `errors[]`. */
  errors?: readonly FieldError[];
  /** Extension members of the problem document, e.g. `{ current_version: 4 }`. No secrets, no personal data. */
  extra?: Readonly<Record<string, unknown>>;
  /** Seconds after which a retry may succeed (`Retry-After`). */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/**
 * The one error type of operations and domain rules: a kind, a stable snake_case code that clients may switch
 * on, and a sentence that says what happened, where, and what to do next.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly kind: ErrorKind;
  readonly code: string;
  readonly errors: readonly FieldError[];
  readonly extra: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: ErrorKind, code: string, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.code = code;
    this.errors = options.errors ?? [];
    this.extra = options.extra ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** Turns whatever was thrown into an AppError; what is not one becomes `internal_error` and keeps its cause. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return new AppError('cancelled', 'cancelled', 'The request was cancelled before it finished', {
      cause: thrown,
    });
  }
  return new AppError(
    'internal',
    'internal_error',
    'Something failed inside Keelson; the log has the cause',
    {
      cause: thrown,
    },
  );
}

/** The message of whatever was thrown, for places that need text. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
