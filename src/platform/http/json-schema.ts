import { z } from 'zod';
import type { AnyOperation } from '../../kernel/operation.ts';

/** As much of JSON Schema 2020-12 as the HTTP door looks at. */
export interface JsonSchema {
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  type?: string;
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  [keyword: string]: unknown;
}

/** A zod schema as JSON Schema, as clients send it (`input`) or get it (`output`). */
export function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonSchema;
  return json;
}

const inputs = new WeakMap<AnyOperation, JsonSchema>();

/** The JSON Schema of an operation's input, made when first asked for. */
export function inputSchemaOf(operation: AnyOperation): JsonSchema {
  const known = inputs.get(operation);
  if (known !== undefined) return known;
  const made = toJsonSchema(operation.input, 'input');
  inputs.set(operation, made);
  return made;
}
