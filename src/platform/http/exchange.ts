import type { Caller } from '../../kernel/context.ts';

/** What the listener knows of a connection that the request does not say. */
export interface Connection {
  /** Whether only this machine can reach the listening socket. */
  bind: 'loopback' | 'public';
  /** Fires when the server begins to close: long answers end themselves. */
  closing: AbortSignal;
}

/** One request on its way through the door. */
export interface Exchange {
  request: Request;
  url: URL;
  connection: Connection;
  requestId: string;
  traceId: string;
  params: Readonly<Record<string, string>>;
}

/** A route whose caller is known: operations, and whatever the app mounts. */
export interface CallerRoute {
  method: string;
  /** `{name}` stands for one segment. */
  path: string;
  handle(exchange: Exchange, caller: Caller): Promise<Response>;
  /** How the API's description tells of a route that is no operation; left out of it when not given. */
  describe?: { name: string; summary: string; description: string };
}

/** A route that answers anybody, so it must tell nothing of any tenant: health, the API's description. */
export interface OpenRoute {
  method: string;
  path: string;
  open: true;
  handle(exchange: Exchange): Promise<Response>;
}

export type HttpRoute = CallerRoute | OpenRoute;

const BROWSER_GUARD = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** Added to every answer; an answer may bring its own Content-Security-Policy and Cache-Control. */
export function addSecurityHeaders(headers: Headers): void {
  for (const [name, value] of Object.entries(BROWSER_GUARD)) headers.set(name, value);
  if (!headers.has('Content-Security-Policy')) {
    headers.set('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  }
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store');
}

/** A JSON answer. 204 and 304 have no body. */
export function jsonResponse(value: unknown, status = 200, type = 'application/json'): Response {
  if (status === 204 || status === 304) return new Response(null, { status });
  return new Response(JSON.stringify(value), { status, headers: { 'Content-Type': type } });
}
