import { toAppError } from '../../kernel/errors.ts';
import type { AppError, ErrorKind, FieldError } from '../../kernel/errors.ts';

/**
 * A failure as clients see it (RFC 9457), the same behind every door. `code` is what a client may switch on;
 * `error` (the same) and `message` (the same as `detail`) keep older clients working. Further members belong to
 * the code, e.g. `current_version`.
 */
export interface Problem {
  /** `urn:keelson:problem:<code>`. */
  type: string;
  /** The code as words: the same for every occurrence. */
  title: string;
  /** HTTP status. */
  status: number;
  /** What happened here, and what to do next. */
  detail: string;
  /** The path, command or tool that was asked. */
  instance?: string;
  code: string;
  error: string;
  message: string;
  traceId?: string;
  /** Faults of single fields, with JSON pointers into the input. */
  errors?: readonly FieldError[];
  [extension: string]: unknown;
}

/** Media type of a {@link Problem} over HTTP. */
export const PROBLEM_TYPE = 'application/problem+json';

const STATUS_OF_KIND: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  unprocessable: 422,
  too_many: 429,
  cancelled: 499,
  internal: 500,
  unavailable: 503,
};

/** Faults of the HTTP exchange itself, whose status is finer than their kind's. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  method_not_allowed: 405,
  request_timeout: 408,
  body_too_large: 413,
  uri_too_long: 414,
  unsupported_media_type: 415,
  headers_too_large: 431,
};

/** HTTP status of an error. */
export function statusOf(error: AppError): number {
  return STATUS_OF_CODE[error.code] ?? STATUS_OF_KIND[error.kind];
}

/** `version_conflict` → `Version conflict`. */
function titleOf(code: string): string {
  return code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ');
}

/** Describes whatever was thrown; nothing of a cause or a stack gets in. */
export function toProblem(thrown: unknown, at: { instance?: string; traceId?: string } = {}): Problem {
  const error = toAppError(thrown);
  return {
    ...error.extra,
    type: `urn:keelson:problem:${error.code}`,
    title: titleOf(error.code),
    status: statusOf(error),
    detail: error.message,
    ...(at.instance === undefined ? {} : { instance: at.instance }),
    code: error.code,
    error: error.code,
    message: error.message,
    ...(at.traceId === undefined ? {} : { traceId: at.traceId }),
    ...(error.errors.length === 0 ? {} : { errors: error.errors }),
  };
}
