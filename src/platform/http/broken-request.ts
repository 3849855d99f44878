import type { Socket } from 'node:net';
import { randomBytes } from 'node:crypto';
import { AppError } from '../../kernel/errors.ts';
import { addSecurityHeaders } from './exchange.ts';
import { problemResponse } from './problem-response.ts';
import { PROBLEM_TYPE, toProblem } from './problem.ts';

function explain(code: string | undefined): AppError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new AppError(
      'invalid',
      'headers_too_large',
      "The request's line and headers are larger than 16 KiB",
    );
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new AppError('invalid', 'request_timeout', 'The request took too long to arrive');
  }
  return new AppError('invalid', 'malformed_request', 'This is not an HTTP/1.1 request the server can read');
}

/** Answers what never became a request: Node has read too little of it to hand it to the app. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = toProblem(explain(error.code));
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\nContent-Type: ${PROBLEM_TYPE}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Answers a request whose target or Host is no URL; it cannot be routed. */
export function problemForBadTarget(): Response {
  const error = new AppError(
    'invalid',
    'malformed_request',
    'The request target or Host header is not valid',
  );
  const response = problemResponse(error, { instance: '/', traceId: randomBytes(16).toString('hex') });
  addSecurityHeaders(response.headers);
  return response;
}
