import { AppError } from '../../kernel/errors.ts';
import type { AnyOperation, McpBinding } from '../../kernel/operation.ts';

/** An operation that is reachable as a tool. */
export type ToolOperation = AnyOperation & { mcp: McpBinding };

/** What is listed when no setting says otherwise: long tool lists cost agents more than they give. */
export const DEFAULT_TOOLSETS: readonly string[] = ['core'];

function isTool(operation: AnyOperation): operation is ToolOperation {
  return operation.mcp !== undefined;
}

/**
 * The operations whose tools are listed. `toolsets` is what KEELSON_MCP_TOOLSETS names: sets of tools, or `all`.
 * @throws AppError `unknown_toolset` when a name belongs to no operation
 */
export function selectTools(
  operations: readonly AnyOperation[],
  toolsets: readonly string[] = DEFAULT_TOOLSETS,
): ToolOperation[] {
  const tools = operations.filter(isTool);
  const known = new Set(['core', ...tools.map((tool) => tool.mcp.toolset), 'all']);
  const unknown = toolsets.filter((name) => !known.has(name));
  if (unknown.length > 0 || toolsets.length === 0) {
    const fault = unknown.length > 0 ? `has no tool set "${unknown.join('", "')}"` : 'names no tool set';
    throw new AppError(
      'invalid',
      'unknown_toolset',
      `KEELSON_MCP_TOOLSETS ${fault}; choose from ${[...known].join(', ')}, separated by commas`,
    );
  }
  return toolsets.includes('all') ? tools : tools.filter((tool) => toolsets.includes(tool.mcp.toolset));
}
