import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createItem, deleteItem, findSymbol } from '../../../test/support/sample-operations.ts';
import { describeTool } from './describe-tool.ts';
import type { ToolOperation } from './toolsets.ts';

const describeSample = (operation: object) => describeTool(operation as ToolOperation);

describe('describeTool', () => {
  it('gives schemas of closed objects, with descriptions and defaults', () => {
    const { inputSchema, outputSchema, description } = describeSample(findSymbol);
    expect(description).toBe('Find where a symbol is defined');
    expect(inputSchema).toMatchObject({
      type: 'object',
      required: ['name'],
      additionalProperties: false,
      properties: {
        name: { type: 'string', description: 'Name of the symbol' },
        limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
      },
    });
    expect(outputSchema).toMatchObject({ type: 'object', required: ['matches', 'total'] });
  });

  it('leaves out what costs tokens and says nothing', () => {
    const text = JSON.stringify(describeSample(findSymbol));
    expect(text).not.toContain('$schema');
    expect(text).not.toContain('pattern');
    expect(text).not.toContain(String(Number.MAX_SAFE_INTEGER));
    expect(text).toContain('"format":"date-time"');
  });

  it('derives the hints from the effect', () => {
    const hints = [findSymbol, createItem, deleteItem].map(
      (operation) => describeSample(operation).annotations,
    );
    expect(hints).toEqual([
      { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
      { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
      { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
    ]);
  });

  it('refuses an input that is no object', () => {
    const broken = {
      ...findSymbol,
      input: z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]),
    };
    expect(() => describeSample(broken)).toThrow(
      'sample.find_symbol: the input of an MCP tool must be an object',
    );
  });
});
