import { createMcpHandler, type McpServerFactory } from '@modelcontextprotocol/server';
import type { CallerRoute } from '../http/exchange.ts';
import { toAuthInfo } from './identity.ts';

/** MCP over Streamable HTTP. */
export interface McpHttp {
  /** POST /mcp, to be mounted in the HTTP door, behind its Host, Origin and key checks. */
  route: CallerRoute;
  /** Ends what is still being answered. */
  close(): Promise<void>;
}

/**
 * Serves both protocol eras without sessions: every request gets its own server from the factory, so GET and DELETE
 * have nothing to do and are left to the HTTP door to refuse.
 * @param onError told of requests that were refused before a tool was reached, and of broken connections
 */
export function serveMcpHttp(factory: McpServerFactory, onError: (error: Error) => void): McpHttp {
  const handler = createMcpHandler(factory, { onerror: onError });
  return {
    route: {
      method: 'POST',
      path: '/mcp',
      handle: ({ request, traceId }, { tenant, actor, requestId }) =>
        handler.fetch(request, { authInfo: toAuthInfo({ tenant, actor, requestId, traceId }) }),
    },
    close: () => handler.close(),
  };
}
