import { AppError } from '../../kernel/errors.ts';

/** Deeper JSON than any schema asks for only serves to exhaust the stack of whatever walks it. */
const MAX_DEPTH = 100;

function tooLarge(limit: number): AppError {
  return new AppError(
    'invalid',
    'body_too_large',
    `The body is larger than the ${limit} bytes this server takes; send less at once`,
  );
}

/**
 * The whole body, refused as soon as it is known to be larger than `limit` bytes.
 * @throws AppError `body_too_large`
 */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const declared = request.headers.get('content-length');
  if (declared !== null && Number(declared) > limit) throw tooLarge(limit);
  // A declared length is enforced by the HTTP parser, and reading the whole is much faster than streaming it.
  if (declared !== null && !request.headers.has('transfer-encoding')) {
    const bytes = new Uint8Array(await request.arrayBuffer());
    if (bytes.length > limit) throw tooLarge(limit);
    return bytes;
  }
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function checkMediaType(request: Request): void {
  const header = request.headers.get('content-type') ?? '';
  const [type = '', ...parameters] = header.split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters
    .find((part) => part.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '');
  const json = /^application\/(?:[a-z0-9.+-]+\+)?json$/.test(type);
  if (json && (charset ?? 'utf-8') === 'utf-8' && !request.headers.has('content-encoding')) return;
  throw new AppError(
    'invalid',
    'unsupported_media_type',
    'Bodies are JSON in UTF-8, uncompressed; send Content-Type: application/json',
  );
}

/** How deep arrays and objects are nested, read off the text without building anything. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (char === '"') {
      for (i += 1; i < text.length && text[i] !== '"'; i += 1) if (text[i] === '\\') i += 1;
    } else if (char === '[' || char === '{') {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (char === ']' || char === '}') depth -= 1;
  }
  return deepest;
}

function malformed(detail: string, cause?: unknown): AppError {
  return new AppError('invalid', 'malformed_json', `The body is not JSON this server can read: ${detail}`, {
    cause,
  });
}

function parse(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw malformed('it is not UTF-8', cause);
  }
  if (depthOf(text) > MAX_DEPTH) throw malformed(`it is nested deeper than ${MAX_DEPTH} levels`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The parser's message quotes the body, which may hold what must not be shown or logged.
    throw malformed('check its quotes, commas and brackets', cause);
  }
}

/**
 * The JSON object in a request's body; an empty body is an empty object.
 * @throws AppError `body_too_large`, `unsupported_media_type`, `malformed_json`
 */
export async function readJsonObject(request: Request, limit: number): Promise<Record<string, unknown>> {
  const bytes = await readBytes(request, limit);
  if (bytes.length === 0) return {};
  checkMediaType(request);
  const value = parse(bytes);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw malformed('its top level must be an object');
}

/**
 * The request with its body read, so that whoever gets it cannot be made to read more than `limit` bytes.
 * @throws AppError `body_too_large`
 */
export async function boundBody(request: Request, limit: number): Promise<Request> {
  if (request.method === 'GET' || request.method === 'HEAD') return request;
  const body = await readBytes(request, limit);
  const { method, headers, signal } = request;
  return new Request(request.url, { method, headers, signal, ...(body.length > 0 ? { body } : {}) });
}
