import { toAppError } from '../../kernel/errors.ts';
import { jsonResponse } from './exchange.ts';
import { PROBLEM_TYPE, toProblem } from './problem.ts';

/** Whatever was thrown, as an HTTP answer. */
export function problemResponse(thrown: unknown, at: { instance: string; traceId: string }): Response {
  const error = toAppError(thrown);
  const problem = toProblem(error, at);
  const response = jsonResponse(problem, problem.status, PROBLEM_TYPE);
  if (error.retryAfterSeconds !== undefined) {
    response.headers.set('Retry-After', String(Math.max(1, Math.ceil(error.retryAfterSeconds))));
  }
  if (problem.status === 401) response.headers.set('WWW-Authenticate', 'Bearer realm="keelson"');
  return response;
}
