import { AppError, type ErrorKind, type FieldError } from '../../kernel/errors.ts';

const KIND_OF_STATUS: Readonly<Record<number, ErrorKind>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  410: 'gone',
  422: 'unprocessable',
  429: 'too_many',
  499: 'cancelled',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

/** Members of a problem document that are made from the others. */
const DERIVED = new Set(['type', 'title', 'status', 'instance', 'traceId', 'error', 'message']);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fieldErrors(value: unknown): FieldError[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter(isObject)
    .map(({ pointer, detail }) => ({ pointer: String(pointer), detail: String(detail) }));
}

/**
 * Turns an answer that is no success back into the error it was made from. An answer that is no problem document
 * (some other program listens there, or a proxy answered) gives `unexpected_answer`.
 */
export function readProblem(status: number, body: unknown, retryAfter: string | undefined): AppError {
  const seconds = Number(retryAfter);
  const retry = retryAfter !== undefined && Number.isFinite(seconds) ? { retryAfterSeconds: seconds } : {};
  const kind = KIND_OF_STATUS[status] ?? (status < 500 ? 'invalid' : 'internal');
  const { code, detail, errors, ...rest } = isObject(body) ? body : {};
  if (typeof code !== 'string') {
    return new AppError(
      kind === 'unavailable' ? kind : 'internal',
      'unexpected_answer',
      `The server answered ${status} without saying why; is it Keelson that listens there?`,
      retry,
    );
  }
  return new AppError(kind, code, typeof detail === 'string' ? detail : code, {
    errors: fieldErrors(errors),
    extra: Object.fromEntries(Object.entries(rest).filter(([key]) => !DERIVED.has(key))),
    ...retry,
  });
}
