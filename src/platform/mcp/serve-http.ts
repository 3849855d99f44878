import { createMcpHandler, type McpServerFactory } from '@modelcontextprotocol/server';
import { toAuthInfo, type McpIdentity } from './identity.ts';

/** MCP over Streamable HTTP, to be mounted at /mcp behind the Host, Origin and key checks of the HTTP door. */
export interface McpHttp {
  /** Answers one request on behalf of `identity`. */
  fetch(request: Request, identity: McpIdentity): Promise<Response>;
  /** Ends what is still being answered. */
  close(): Promise<void>;
}

/**
 * Serves both protocol eras without sessions: every request gets its own server from the factory.
 * @param onError told of requests that were refused before a tool was reached, and of broken connections
 */
export function serveMcpHttp(factory: McpServerFactory, onError: (error: Error) => void): McpHttp {
  const handler = createMcpHandler(factory, { onerror: onError });
  return {
    fetch: (request, identity) => handler.fetch(request, { authInfo: toAuthInfo(identity) }),
    close: () => handler.close(),
  };
}
