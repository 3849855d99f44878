import {
  McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type McpRequestContext,
  type McpServerFactory,
  type Notification,
} from '@modelcontextprotocol/server';
import type { Caller } from '../../kernel/context.ts';
import { newId } from '../../kernel/ids.ts';
import type { AnyOperation } from '../../kernel/operation.ts';
import type { RunOperation } from '../run-operation.ts';
import { callTool, type ListedTool } from './call-tool.ts';
import { describeTool } from './describe-tool.ts';
import { identityOf, type McpIdentity } from './identity.ts';
import { selectTools } from './toolsets.ts';

/** How the server names itself to clients. */
export interface McpServerInfo {
  name: string;
  version: string;
  title?: string;
  websiteUrl?: string;
  /** What a model is told before its first call; three short sentences. */
  instructions?: string;
}

export interface McpServerFactoryOptions {
  operations: readonly AnyOperation[];
  run: RunOperation;
  /** What KEELSON_MCP_TOOLSETS names; `core` when not given. */
  toolsets?: readonly string[];
  info: McpServerInfo;
  /** Who calls when the request says nothing of it: the local user, over stdio. */
  identity?: McpIdentity;
}

const INSTRUCTIONS =
  'Every tool answers with text and with the same data in structuredContent. ' +
  'A failed call has isError, a stable code and a sentence that says what to do next. ' +
  'More tools are listed when the server is started with KEELSON_MCP_TOOLSETS=all.';

/** How long a client may keep the list of tools: it changes only when the server is started anew. */
const LIST_TTL_MS = 300_000;

function listTools(options: McpServerFactoryOptions): Map<string, ListedTool> {
  const tools = new Map<string, ListedTool>();
  for (const operation of selectTools(options.operations, options.toolsets)) {
    if (tools.has(operation.mcp.tool)) {
      throw new TypeError(
        `Two operations give the MCP tool ${operation.mcp.tool}; the second: ${operation.name}`,
      );
    }
    tools.set(operation.mcp.tool, { operation, description: describeTool(operation) });
  }
  return tools;
}

/** Sends progress to a client that asked for it; one that has gone need not be told. */
function progressTo(
  token: string | number | undefined,
  notify: (notification: Notification) => Promise<void>,
): Pick<Caller, 'onProgress'> {
  if (token === undefined) return {};
  return {
    onProgress(progress) {
      const params = { progressToken: token, ...progress };
      notify({ method: 'notifications/progress', params }).catch(() => undefined);
    },
  };
}

/**
 * Gives the factory both transports serve from: each call of it makes a server with the same tools, for one stdio
 * connection or one HTTP request, of either protocol era. Schemas are worked out once, here.
 * @throws AppError `unknown_toolset`
 */
export function createMcpServerFactory(options: McpServerFactoryOptions): McpServerFactory {
  const tools = listTools(options);
  const descriptions = Array.from(tools.values(), (tool) => tool.description);
  const { instructions = INSTRUCTIONS, ...identification } = options.info;

  const identify = (context: McpRequestContext): McpIdentity => {
    const identity = identityOf(context) ?? options.identity;
    if (identity === undefined) throw new TypeError('An MCP request came without an identity');
    return identity;
  };

  return (context) => {
    const { tenant, actor, requestId, traceId } = identify(context);
    const mcp = new McpServer(identification, {
      instructions,
      cacheHints: { 'tools/list': { ttlMs: LIST_TTL_MS, cacheScope: 'private' } },
    });
    mcp.server.registerCapabilities({ tools: {} });
    mcp.server.setRequestHandler('tools/list', () => ({ tools: descriptions }));
    mcp.server.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
      const { name, arguments: input = {}, _meta: meta } = params;
      const tool = tools.get(name);
      if (tool === undefined) {
        throw new ProtocolError(
          ProtocolErrorCode.InvalidParams,
          `No tool is named "${name}"; tools/list names those there are`,
        );
      }
      const caller: Caller = {
        tenant,
        actor,
        requestId: requestId ?? newId(),
        door: 'mcp',
        signal: mcpReq.signal,
        ...progressTo(meta?.progressToken, (notification) => mcpReq.notify(notification)),
      };
      const result = await callTool(tool, options.run, caller, input, traceId);
      return mcp.server.projectCallToolResult(result, tool.description.outputSchema);
    });
    return mcp;
  };
}
