import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readLines } from './exchange-lines.ts';

const fail = (): never => {
  throw new Error('taken for nonsense');
};

it('hands on every message whole and in order, wherever the bytes are cut', () => {
  const messages = fc.array(fc.record({ jobId: fc.string({ unit: 'binary' }), ms: fc.integer() }));
  fc.assert(
    fc.property(messages, fc.array(fc.nat()), (sent, cuts) => {
      const bytes = Buffer.from(sent.map((message) => `${JSON.stringify(message)}\n`).join(''));
      const at = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
      const read: unknown[] = [];
      const take = readLines((got) => read.push(...got), fail);
      let from = 0;
      for (const to of at) {
        take(bytes.subarray(from, to));
        from = to;
      }
      expect(read).toEqual(sent);
    }),
  );
});

it('says nothing of a message whose end never came', () => {
  const read: unknown[] = [];
  const take = readLines((got) => read.push(...got), fail);
  take(Buffer.from('{"n":1}\n{"n":2'));
  expect(read).toEqual([{ n: 1 }]);
});

it.each(['no message\n', '{"n":1}\n]\n', '5\n', 'null\n'])('tells of nonsense: %j', (text) => {
  const told: string[] = [];
  readLines(
    () => told.push('messages'),
    () => told.push('nonsense'),
  )(Buffer.from(text));
  expect(told).toEqual(['nonsense']);
});

const WRITER = fileURLToPath(
  new URL('../../../../dist/contexts/jobs/worker/exchange-lines.js', import.meta.url),
);

it('what was written is read even when the pipe was full, signals came in between and the writer died right after', async () => {
  const code = `import { writeLine } from ${JSON.stringify(WRITER)};
    process.on('SIGTERM', () => undefined);
    for (let n = 0; n < 40; n += 1) writeLine(3, { n, text: 'é'.repeat(n * 10000) });
    process.kill(process.pid, 'SIGKILL');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const pipe = child.stdio[3] as Readable;
  const read: { n: number; text: string }[] = [];
  const take = readLines((got) => read.push(...(got as typeof read)), fail);
  const exited = once(child, 'exit');
  for await (const bytes of pipe) {
    take(bytes as Buffer);
    await sleep(1);
    child.kill('SIGTERM');
  }
  expect(read.map(({ n, text }) => [n, text.length])).toEqual(
    Array.from({ length: 40 }, (_, n) => [n, n * 10_000]),
  );
  expect(await exited).toEqual([null, 'SIGKILL']);
});
