import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keelson, processesOf, startKeelson, temporaryFolder } from '../support/keelson.ts';

const scratch = temporaryFolder('killed');
const repository = path.join(scratch.path, 'repository');

/** Large enough to be caught in the middle: some seconds of scanning and loading. */
function writeLargeRepository(): void {
  for (let folder = 0; folder < 12; folder += 1) {
    mkdirSync(path.join(repository, `part${folder}`), { recursive: true });
    for (let file = 0; file < 40; file += 1) {
      const functions = Array.from(
        { length: 300 },
        (_, n) =>
          `int f_${folder}_${file}_${n}(int a)\n{\n\treturn f_${folder}_${file}_${(n + 1) % 300}(a) + shared_${n}(a);\n}\n`,
      );
      writeFileSync(path.join(repository, `part${folder}`, `file${file}.c`), functions.join('\n'));
    }
  }
}

async function index(home: string): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await keelson(home, [
    'up',
    repository,
    '--once',
    '--json',
    '--chunk-size',
    '1MB',
  ]);
  expect(code, `${stdout}${stderr}`).toBe(0);
  const { seconds, manifest, ...facts } = JSON.parse(stdout) as Record<string, unknown>;
  expect(seconds).toBeDefined();
  expect(manifest).toBeDefined();
  return facts;
}

/** Orphans end by themselves; the bound is for a loaded machine. */
async function expectNoProcesses(home: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (processesOf(home).length > 0 && Date.now() < deadline) await sleep(200);
  expect(processesOf(home)).toEqual([]);
}

let whole: Record<string, unknown>;

beforeAll(async () => {
  writeLargeRepository();
  whole = await index(path.join(scratch.path, 'reference'));
});
afterAll(() => {
  scratch.remove();
});

describe('a killed `keelson up`', () => {
  it.each([
    ['SIGKILL', /list/, 0],
    ['SIGKILL', /scan/, 100],
    ['SIGKILL', /scan/, 600],
    ['SIGKILL', /index/, 0],
    ['SIGINT', /scan/, 200],
    ['SIGTERM', /scan/, 400],
  ] as const)(
    'by %s after %s and %i ms: the same command ends as if never interrupted',
    async (signal, phase, ms) => {
      const home = path.join(scratch.path, `home-${signal}-${phase.source}-${ms}`);
      const up = startKeelson(home, ['up', repository, '--once', '--chunk-size', '1MB']);
      await up.until(phase);
      await sleep(ms);
      await up.end(signal);
      await expectNoProcesses(home);
      expect(await index(home)).toEqual(whole);
      const callers = await keelson(home, ['query', 'callers', 'shared_7', '--json', '--limit', '1']);
      expect(JSON.parse(callers.stdout)).toMatchObject({ total: 480 });
      await expectNoProcesses(home);
    },
  );
});
