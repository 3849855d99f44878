/** An error as a log line holds it. */
export interface ErrorDescription {
  type: string;
  message: string;
  code?: string;
  stack?: string;
  cause?: ErrorDescription;
}

const MAX_CAUSES = 5;

/**
 * Picks what a log may say of an error. Everything else an error carries stays out, above all the `detail`,
 * `where` and `parameters` of database errors, which quote the values of rows.
 */
export function describeError(thrown: unknown, depth = 0): ErrorDescription {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: String(thrown) };
  const code = (thrown as { code?: unknown }).code;
  return {
    type: thrown.name,
    message: thrown.message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(thrown.stack === undefined ? {} : { stack: thrown.stack }),
    ...(thrown.cause === undefined || depth >= MAX_CAUSES
      ? {}
      : { cause: describeError(thrown.cause, depth + 1) }),
  };
}
