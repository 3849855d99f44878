import { describe, expect, it } from 'vitest';
import { createItem, deleteItem, findSymbol, runSample } from '../../../test/support/sample-operations.ts';
import type { Caller } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import { callTool } from './call-tool.ts';
import { createMcpServerFactory } from './create-server-factory.ts';
import { describeTool } from './describe-tool.ts';
import type { ToolOperation } from './toolsets.ts';

const caller: Caller = {
  tenant: 1,
  actor: { kind: 'agent', id: 'a', scopes: ['*'] },
  requestId: 'r-1',
  door: 'mcp',
  signal: new AbortController().signal,
};

function call(operation: object, input: Record<string, unknown>, run = runSample) {
  const tool = operation as ToolOperation;
  return callTool({ operation: tool, description: describeTool(tool) }, run, caller, input);
}

describe('callTool', () => {
  it('answers with data, and with the text of the terminal without its colours', async () => {
    expect(await call(findSymbol, { name: 'main' })).toEqual({
      content: [{ type: 'text', text: 'main  fs/read_write.c:20' }],
      structuredContent: { matches: [{ name: 'main', file: 'fs/read_write.c', line: 20 }], total: 1 },
    });
  });

  it('answers with compact JSON where there is no rendering', async () => {
    const { content } = await call(createItem, { title: 'Ship it' });
    expect(content).toEqual([{ type: 'text', text: '{"id":"i1","input":{"title":"Ship it","labels":[]}}' }]);
  });

  it('gives a failure as the problem document other doors give', async () => {
    const result = await call(deleteItem, { item_id: 'i7' });
    expect(result.isError).toBe(true);
    expect(result.structuredContent).toMatchObject({
      type: 'urn:keelson:problem:version_conflict',
      status: 409,
      code: 'version_conflict',
      traceId: 'r-1',
      current_version: 4,
    });
    expect(result.content).toEqual([
      {
        type: 'text',
        text:
          'Item i7 has changed; read it again and retry (version_conflict)\n' +
          '/version: is 3, should be 4\nTry again in 2 s.',
      },
    ]);
  });

  it('lets the model see which argument is wrong', async () => {
    const result = await call(findSymbol, { name: 'main', limt: 3 });
    expect(result).toMatchObject({
      isError: true,
      structuredContent: {
        code: 'invalid_input',
        errors: [{ pointer: '/limt', detail: 'Unknown field; did you mean limit?' }],
      },
    });
    expect(JSON.stringify(result.content)).toContain('/limt: Unknown field; did you mean limit?');
  });

  it('says nothing of what went wrong inside', async () => {
    const run = () => Promise.reject(new Error('password=hunter2'));
    const result = await call(findSymbol, { name: 'main' }, run);
    expect(result).toMatchObject({
      isError: true,
      structuredContent: { status: 500, code: 'internal_error' },
    });
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  it('keeps the kind of an AppError it was given', async () => {
    const run = () => Promise.reject(new AppError('forbidden', 'forbidden', 'Not for you'));
    expect((await call(findSymbol, { name: 'x' }, run)).structuredContent).toMatchObject({ status: 403 });
  });
});

describe('createMcpServerFactory', () => {
  const options = { run: runSample, info: { name: 'sample', version: '1' } };

  it('refuses two operations with one tool name', () => {
    expect(() => createMcpServerFactory({ ...options, operations: [findSymbol, findSymbol] })).toThrow(
      'Two operations give the MCP tool find_symbol',
    );
  });

  it('serves nobody without an identity', () => {
    const factory = createMcpServerFactory({ ...options, operations: [findSymbol] });
    expect(() => factory({ era: 'modern' })).toThrow('without an identity');
  });
});
