import type { Tool } from '@modelcontextprotocol/server';
import type { z } from 'zod';
import type { Effect } from '../../kernel/operation.ts';
import type { ToolOperation } from './toolsets.ts';

/** JSON Schema 2020-12 with an object at its root, the only root MCP takes. */
export type ObjectSchema = Tool['inputSchema'];

/** The hints a client shows or acts on; a tool that only reads is also idempotent. */
function annotationsOf(effect: Effect): NonNullable<Tool['annotations']> {
  return {
    readOnlyHint: effect === 'read',
    destructiveHint: effect === 'destructive',
    idempotentHint: effect === 'read',
    openWorldHint: false,
  };
}

/**
 * Takes out what costs an agent tokens and tells it nothing: the pattern beside a format (a date-time's is 300
 * characters) and the bounds of a safe integer.
 */
function trim(schema: Record<string, unknown>): void {
  if (schema['format'] !== undefined) delete schema['pattern'];
  if (schema['maximum'] === Number.MAX_SAFE_INTEGER) delete schema['maximum'];
  if (schema['minimum'] === Number.MIN_SAFE_INTEGER) delete schema['minimum'];
}

function objectSchema(schema: z.ZodType, io: 'input' | 'output', operation: string): ObjectSchema {
  const { $schema: _, ...json } = schema.toJSONSchema({
    io,
    target: 'draft-2020-12',
    override: ({ jsonSchema }) => trim(jsonSchema),
  }) as ObjectSchema;
  if (json.type !== 'object') {
    throw new TypeError(`${operation}: the ${io} of an MCP tool must be an object schema`);
  }
  // The runner refuses unknown keys of an input unless its schema takes any.
  if (io === 'input') json['additionalProperties'] ??= false;
  return json;
}

/** What `tools/list` says of an operation. */
export type ToolDescription = Tool & { outputSchema: ObjectSchema };

/** Describes an operation as a tool: schemas from its zod shapes, hints from its effect. */
export function describeTool(operation: ToolOperation): ToolDescription {
  return {
    name: operation.mcp.tool,
    description: operation.summary,
    inputSchema: objectSchema(operation.input, 'input', operation.name),
    outputSchema: objectSchema(operation.output, 'output', operation.name),
    annotations: annotationsOf(operation.effect),
  };
}
