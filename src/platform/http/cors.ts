const REQUEST_HEADERS =
  'Authorization, Content-Type, Idempotency-Key, Last-Event-ID, Mcp-Method, Mcp-Name, Mcp-Protocol-Version, Mcp-Session-Id, Traceparent, X-API-Key, X-Request-Id';

/** Lets pages of a configured origin read the answer; without a configured origin there is no CORS at all. */
export function addCorsHeaders(headers: Headers, origin: string, request: Request): void {
  headers.set('Access-Control-Allow-Origin', origin);
  headers.append('Vary', 'Origin');
  headers.set('Access-Control-Expose-Headers', 'Allow, Location, Mcp-Session-Id, Retry-After, X-Request-Id');
  headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
  if (request.method !== 'OPTIONS') return;
  headers.set('Access-Control-Allow-Methods', headers.get('Allow') ?? 'GET');
  headers.set('Access-Control-Allow-Headers', REQUEST_HEADERS);
  headers.set('Access-Control-Max-Age', '600');
}
