import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Caller } from '../../src/kernel/context.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { newId } from '../../src/kernel/ids.ts';
import { operation } from '../../src/kernel/operation.ts';
import type { AnyOperation } from '../../src/kernel/operation.ts';
import { LOCAL_USER } from '../../src/platform/auth/authenticate.ts';
import { createHttpApp } from '../../src/platform/http/create-http-app.ts';
import type { HttpDoorOptions } from '../../src/platform/http/create-http-app.ts';
import type { Connection } from '../../src/platform/http/exchange.ts';
import { silentLog } from '../../src/platform/log/create-log.ts';
import { parseInput } from '../../src/platform/runner/parse-input.ts';
import { createTrace } from '../../src/platform/telemetry/trace.ts';

/** Answers with what reached it: the input, and the caller as the door saw it. */
const Echo = z.looseObject({ input: z.unknown(), caller: z.unknown() });

export const readThing = operation({
  name: 'sample.read_thing',
  summary: 'Read a thing',
  access: 'sample:read',
  effect: 'read',
  input: z.object({
    id: z.string(),
    limit: z.int().max(10).optional(),
    deep: z.boolean().optional(),
    tags: z.array(z.string()).optional(),
    sizes: z.array(z.number()).optional(),
  }),
  output: Echo,
  http: { method: 'GET', path: '/api/v1/things/{id}' },
  run: async (context, input) => ({ value: { input, caller: { requestId: context.requestId } } }),
});

export const changeThing = operation({
  name: 'sample.change_thing',
  summary: 'Change a thing',
  access: 'sample:write',
  effect: 'write',
  input: z.object({ id: z.string(), name: z.string().optional(), force: z.boolean().optional() }),
  output: Echo,
  http: { method: 'POST', path: '/api/v1/things/{id}', status: 201 },
  run: async (context, input) => ({
    value: { input, caller: { tenant: context.tenant, actor: context.actor } },
  }),
});

export const failThing = operation({
  name: 'sample.fail_thing',
  summary: 'Fail in the way asked for',
  access: 'public',
  effect: 'read',
  input: z.object({ how: z.enum(['busy', 'bug']) }),
  output: z.null(),
  http: { method: 'GET', path: '/api/v1/failures/{how}' },
  run: async (_context, { how }) => {
    if (how === 'bug') throw new Error('password=hunter2');
    throw new AppError('unavailable', 'queue_full', 'The queue is full', { retryAfterSeconds: 7 });
  },
});

/** Runs an operation that needs no database, recording who called. */
export function runWithoutDatabase(calls: Caller[] = []) {
  return async (op: AnyOperation, caller: Caller, input: unknown): Promise<unknown> => {
    calls.push(caller);
    const { tenant, actor, requestId, signal } = caller;
    const tx = { query: () => Promise.reject(new Error('This operation was to need no database')) };
    const context = { tenant, actor, requestId, signal, tx, now: new Date(0) };
    const outcome = await op.run(context, parseInput(op, input));
    return outcome.value;
  };
}

export const LOOPBACK: Connection = { bind: 'loopback', closing: new AbortController().signal };

/** The HTTP door with the operations above, nobody to keep out, and `changes` on top. */
export function sampleHttpApp(changes: Partial<HttpDoorOptions> = {}) {
  return createHttpApp({
    operations: [readThing, changeThing, failThing],
    run: runWithoutDatabase(),
    auth: async () => LOCAL_USER,
    config: { allowedHosts: [], allowedOrigins: [] },
    health: { contributors: [], version: '1.2.3', instance: 'test' },
    log: silentLog,
    trace: createTrace(() => randomBytes(16).toString('hex')),
    newId: () => newId(),
    ...changes,
  });
}
