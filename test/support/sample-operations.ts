import { z } from 'zod';
import { AppError } from '../../src/kernel/errors.ts';
import { operation, type AnyOperation } from '../../src/kernel/operation.ts';
import { parseInput } from '../../src/platform/runner/parse-input.ts';
import type { RunOperation } from '../../src/platform/run-operation.ts';

/** Operations that exist for tests of the doors: one of each effect, and one for each way to go wrong. */

const Match = z.object({ name: z.string(), file: z.string(), line: z.number().int() });

export const findSymbol = operation({
  name: 'sample.find_symbol',
  summary: 'Find where a symbol is defined',
  access: 'public',
  effect: 'read',
  input: z.object({
    name: z.string().min(1).describe('Name of the symbol'),
    limit: z.number().int().min(1).max(100).default(20).describe('Most matches to give'),
    kind: z.enum(['function', 'struct']).optional().describe('Only of this kind'),
    path: z.array(z.string()).optional().describe('Only below this folder'),
    exact: z.boolean().default(true).describe('take the name as it is'),
    since: z.iso.datetime().optional().describe('Only newer ones'),
  }),
  output: z.object({ matches: z.array(Match), total: z.number().int() }),
  http: { method: 'GET', path: '/api/v1/symbols/{name}' },
  mcp: { tool: 'find_symbol', toolset: 'core' },
  cli: {
    command: 'query symbol <name>',
    examples: ['keelson query symbol vfs_read --limit 5'],
    render: ({ matches }) =>
      matches.map((match) => `\u001B[1m${match.name}\u001B[22m  ${match.file}:${match.line}`).join('\n'),
  },
  run: (_context, { name, limit }) =>
    Promise.resolve({
      value: { matches: [{ name, file: 'fs/read_write.c', line: limit }], total: 1 },
    }),
});

export const createItem = operation({
  name: 'sample.create_item',
  summary: 'Create a work item',
  access: 'public',
  effect: 'write',
  input: z.object({
    title: z.string().min(1).describe('What is to be done'),
    parent_id: z.string().nullable().optional().describe('Item it belongs to'),
    priority: z
      .union([z.literal(1), z.literal(2), z.literal(3)])
      .optional()
      .describe('1 is highest'),
    done: z.boolean().optional().describe('already finished'),
    labels: z.array(z.string()).default([]).describe('Label'),
    meta: z.record(z.string(), z.string()).optional().describe('Further fields'),
    version: z.number().int().optional().describe('Version the change is based on'),
  }),
  output: z.object({ id: z.string(), input: z.record(z.string(), z.unknown()) }),
  http: { method: 'POST', path: '/api/v1/items', status: 201 },
  mcp: { tool: 'create_item', toolset: 'items' },
  cli: { command: 'items create <title>' },
  run: (_context, input) => Promise.resolve({ value: { id: 'i1', input } }),
});

export const deleteItem = operation({
  name: 'sample.delete_item',
  summary: 'Delete a work item',
  access: 'public',
  effect: 'destructive',
  input: z.object({ item_id: z.string(), force: z.boolean().default(false).describe('even with children') }),
  output: z.object({ id: z.string() }),
  http: { method: 'DELETE', path: '/api/v1/items/{item_id}' },
  mcp: { tool: 'delete_item', toolset: 'items' },
  cli: { command: 'items delete <item_id>' },
  run: (_context, { item_id }) =>
    Promise.reject(
      new AppError('conflict', 'version_conflict', `Item ${item_id} has changed; read it again and retry`, {
        extra: { current_version: 4 },
        errors: [{ pointer: '/version', detail: 'is 3, should be 4' }],
        retryAfterSeconds: 2,
      }),
    ),
});

/** Told when a `sample.wait` has begun and when it was stopped. */
export const waiting = { begun: () => undefined as void, stopped: () => undefined as void };

export const wait = operation({
  name: 'sample.wait',
  summary: 'Wait until cancelled',
  access: 'public',
  effect: 'read',
  input: z.object({}),
  output: z.object({}),
  http: { method: 'GET', path: '/api/v1/wait' },
  mcp: { tool: 'wait', toolset: 'core' },
  cli: { command: 'wait' },
  run: ({ signal }) =>
    new Promise((_, reject) => {
      waiting.begun();
      signal.addEventListener('abort', () => {
        waiting.stopped();
        reject(new DOMException('stopped', 'AbortError'));
      });
    }),
});

export const crash = operation({
  name: 'sample.crash',
  summary: 'Fail in an unforeseen way, noisily',
  access: 'public',
  effect: 'read',
  input: z.object({}),
  output: z.object({}),
  http: { method: 'GET', path: '/api/v1/crash' },
  mcp: { tool: 'crash', toolset: 'core' },
  cli: { command: 'crash' },
  run: () => {
    // oxlint-disable-next-line no-console -- the point of it: somebody logs where only answers belong
    console.log('noise on stdout');
    process.stdout.write('more noise\n');
    return Promise.reject(new TypeError('secret of the machine room'));
  },
});

export const sampleOperations: readonly AnyOperation[] = [findSymbol, createItem, deleteItem, wait, crash];

/** Runs an operation as the waist does, without a database: parse, run, check the output. */
export const runSample: RunOperation = async (sample, caller, input) => {
  const tx = { query: () => Promise.resolve([]) };
  const outcome = await sample.run({ ...caller, tx, now: new Date(0) }, parseInput(sample, input));
  return sample.output.parse(outcome.value) as unknown;
};
