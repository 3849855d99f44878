import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { AppError, messageOf } from '../../kernel/errors.ts';
import type { AnyOperation, HttpBinding } from '../../kernel/operation.ts';
import type { Invoke } from './build-commands.ts';
import { readProblem } from './read-problem.ts';

export interface HttpInvokeOptions {
  /** Where the server listens, e.g. `http://127.0.0.1:7717`. */
  baseUrl: string;
  apiKey?: string;
  /** A Unix socket to use instead of the address in `baseUrl`. */
  socket?: string;
}

/** More than any answer of Keelson; a stream without end must not fill the memory. */
const MAX_ANSWER_BYTES = 256_000_000;

/** A request as it goes on the wire. */
export interface WireRequest {
  method: HttpBinding['method'];
  /** Path and query. */
  path: string;
  /** JSON text. */
  body: string | undefined;
}

type Input = Readonly<Record<string, unknown>>;

function queryText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/**
 * Spreads an operation's input over its HTTP binding: `{name}` parts of the path first, then the query for GET and
 * DELETE (lists repeat their name), else a JSON body.
 */
export function toWireRequest(binding: HttpBinding, input: Input): WireRequest {
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const path = binding.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    if (value === undefined || value === '') {
      throw new AppError('invalid', 'missing_argument', `A value for ${name} is needed`, {
        errors: [{ pointer: `/${name}`, detail: 'required' }],
      });
    }
    return encodeURIComponent(queryText(value));
  });
  const { method } = binding;
  if (method !== 'GET' && method !== 'DELETE') {
    return { method, path, body: JSON.stringify(Object.fromEntries(rest)) };
  }
  const query = new URLSearchParams();
  for (const [name, value] of rest) {
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value])
      query.append(name, queryText(item));
  }
  return { method, path: query.size === 0 ? path : `${path}?${query.toString()}`, body: undefined };
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) {
      throw new AppError(
        'internal',
        'answer_too_large',
        `The server's answer is larger than ${MAX_ANSWER_BYTES} bytes`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new AppError(
      'internal',
      'unexpected_answer',
      'The server answered with something that is not JSON; is it Keelson that listens there?',
    );
  }
}

/** What went wrong below HTTP. */
function connectionError(thrown: unknown, where: string): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return new AppError('cancelled', 'cancelled', 'Interrupted before the server answered', {
      cause: thrown,
    });
  }
  return new AppError(
    'unavailable',
    'server_unreachable',
    `No answer from Keelson at ${where} (${messageOf(thrown)}); start it with keelson up or keelson serve`,
    { cause: thrown },
  );
}

/**
 * Gives an {@link Invoke} that calls the running server. It uses node:http, which costs a command some milliseconds
 * less to start than fetch does. Problem documents come back as the AppError they were made from.
 */
export function createHttpInvoke({ baseUrl, apiKey, socket }: HttpInvokeOptions): Invoke {
  const base = new URL(baseUrl);
  const prefix = base.pathname.replace(/\/$/, '');

  const send = async (wire: WireRequest, signal: AbortSignal): Promise<IncomingMessage> => {
    const request = base.protocol === 'https:' ? (await import('node:https')).request : requestHttp;
    const options: RequestOptions = {
      method: wire.method,
      path: prefix + wire.path,
      signal,
      // A connection of its own: one that was kept could be closed by the server just as it is used again.
      agent: false,
      ...(socket === undefined
        ? { hostname: base.hostname.replaceAll(/^\[|\]$/g, ''), port: base.port }
        : { socketPath: socket }),
      headers: {
        host: base.host,
        accept: 'application/json, application/problem+json',
        ...(wire.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
    };
    return new Promise((resolve, reject) => {
      request(options, resolve).on('error', reject).end(wire.body);
    });
  };

  return async (operation: AnyOperation, input, { signal }) => {
    const { http } = operation;
    if (http === undefined) throw new TypeError(`${operation.name} has no HTTP binding`);
    const wire = toWireRequest(http, input);
    let response: IncomingMessage;
    let text: string;
    try {
      response = await send(wire, signal);
      text = await readAll(response);
    } catch (thrown) {
      throw connectionError(thrown, socket ?? base.origin);
    }
    const status = response.statusCode ?? 0;
    if (status < 200 || status > 299) {
      throw readProblem(status, problemBody(text), response.headers['retry-after']);
    }
    return parseBody(text);
  };
}

/** The body of a failed answer, if it is JSON at all. */
function problemBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
