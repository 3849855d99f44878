import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putCTree } from '../support/c-tree.ts';
import { chunkFiles, leftovers, manifestContent } from '../support/index-run.ts';

const child = fileURLToPath(new URL('../support/index-child.mjs', import.meta.url));
const CHUNK = 64_000;

let base: string;
let root: string;
let seconds: number;
beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'keelson-kill-'));
  root = path.join(base, 'tree');
  putCTree(root, 8);
  const began = Date.now();
  await run(path.join(base, 'whole'));
  seconds = (Date.now() - began) / 1000;
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** Runs the pipeline in a process; with `killAfter`, until it is killed. Resolves with whether it came to its end. */
function run(outDir: string, killAfter?: number): Promise<boolean> {
  return new Promise((resolve) => {
    const started = spawn(process.execPath, [child, root, outDir, String(CHUNK), '2'], { stdio: 'ignore' });
    const timer = killAfter === undefined ? undefined : setTimeout(() => started.kill('SIGKILL'), killAfter);
    started.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
  });
}

test('killed at any moment and run again, it ends as if never interrupted', async () => {
  const whole = path.join(base, 'whole');
  let killed = 0;
  // How long a run takes is a guess from the one before: where it was too long, nothing was killed.
  for (let round = 0; round < 5 || (killed < 3 && round < 20); round += 1) {
    const outDir = path.join(base, `killed-${round}`);
    // Spread over the whole run, twice in a row, so that what a killed run left is itself interrupted.
    if (!(await run(outDir, seconds * 1000 * (0.15 + (round % 5) * 0.2)))) killed += 1;
    await run(outDir, seconds * 1000 * (0.3 + Math.random() * 0.5));
    expect(await run(outDir)).toBe(true);
    expect(chunkFiles(outDir)).toEqual(chunkFiles(whole));
    expect(manifestContent(outDir)).toEqual(manifestContent(whole));
    expect(leftovers(outDir)).toEqual([]);
    rmSync(outDir, { recursive: true });
  }
  expect(killed).toBeGreaterThanOrEqual(3);
}, 180_000);

test('what a killed run had finished is not scanned again', async () => {
  const outDir = path.join(base, 'resumed');
  let files: string[] = [];
  // How long a run takes is a guess: one that was not killed begins the search for the moment anew.
  for (let wait = seconds * 500; files.length < 5; wait *= 1.2) {
    rmSync(outDir, { recursive: true, force: true });
    if (await run(outDir, wait)) wait = seconds * 300;
    else files = noted();
  }
  const before = times();
  expect(await run(outDir)).toBe(true);
  expect(times()).toEqual(before);

  /** Chunk files that the run has noted as its own. One that got its name as the run was killed may not be among them. */
  function noted(): string[] {
    const state = path.join(outDir, '.keelson-state.jsonl');
    const lines = existsSync(state) ? readFileSync(state, 'utf8').split('\n').slice(0, -1) : [];
    return lines.flatMap((line) => {
      const { chunk } = JSON.parse(line) as { chunk?: { id: string } };
      return chunk === undefined ? [] : [`${chunk.id}.json`];
    });
  }
  function times(): Record<string, number> {
    return Object.fromEntries(files.map((name) => [name, statSync(path.join(outDir, name)).mtimeMs]));
  }
}, 120_000);
