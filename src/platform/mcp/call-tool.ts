import { stripVTControlCharacters } from 'node:util';
import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Caller } from '../../kernel/context.ts';
import { toAppError, type AppError } from '../../kernel/errors.ts';
import { toProblem } from '../http/problem.ts';
import type { RunOperation } from '../run-operation.ts';
import type { ToolDescription } from './describe-tool.ts';
import type { ToolOperation } from './toolsets.ts';

/** A tool as the door holds it: the operation, and what was listed of it. */
export interface ListedTool {
  operation: ToolOperation;
  description: ToolDescription;
}

/** Agents read text best and cheapest: the terminal's rendering without colours, else the JSON without spaces. */
function textOf(operation: ToolOperation, value: unknown): string {
  const render = operation.cli?.render;
  return render === undefined ? JSON.stringify(value) : stripVTControlCharacters(render(value)).trimEnd();
}

/** The problem as the model reads it: the sentence, the code, and which argument is wrong. */
function errorText(error: AppError): string {
  const faults = error.errors.map(({ pointer, detail }) => `\n${pointer}: ${detail}`).join('');
  const retry = error.retryAfterSeconds === undefined ? '' : `\nTry again in ${error.retryAfterSeconds} s.`;
  return `${error.message} (${error.code})${faults}${retry}`;
}

/**
 * Runs one tool call. A failure of the operation, bad arguments included, is an answer with `isError` and the
 * problem document the HTTP door would give, so that the model can read it and correct itself.
 */
export async function callTool(
  tool: ListedTool,
  run: RunOperation,
  caller: Caller,
  input: Record<string, unknown>,
  traceId: string = caller.requestId,
): Promise<CallToolResult> {
  try {
    const value = await run(tool.operation, caller, input);
    return {
      content: [{ type: 'text', text: textOf(tool.operation, value) }],
      structuredContent: value as Record<string, unknown>,
    };
  } catch (thrown) {
    const error = toAppError(thrown);
    return {
      isError: true,
      content: [{ type: 'text', text: errorText(error) }],
      structuredContent: { ...toProblem(error, { instance: tool.operation.mcp.tool, traceId }) },
    };
  }
}
