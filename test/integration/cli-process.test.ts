import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const fixture = fileURLToPath(new URL('../support/cli-fixture.ts', import.meta.url));
const sources = fileURLToPath(new URL('../../src/', import.meta.url));

/** A loaded machine takes its time to start a process. */
const SLOW = { timeout: 30_000 };

const running: ChildProcess[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

function start(...argv: string[]) {
  const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', fixture, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  const printed = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (printed.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
  }));
  running.push(child);
  return { child, printed, ended };
}

describe('a command in a pipe', () => {
  it('ends quietly and cleans up when the reader goes, as under `| head`', async () => {
    const { child, printed, ended } = start('lines');
    await expect.poll(() => printed.stdout, SLOW).toContain('line 3');
    child.stdout.destroy();
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(printed.stderr).toBe('stopped cleanly\n');
  });

  it('writes no colours', async () => {
    const { printed, ended } = start('nonsense');
    expect(await ended).toEqual({ code: 2, signal: null });
    expect(printed.stdout).toBe('');
    expect(printed.stderr).not.toContain('\u001B');
  });
});

describe('Ctrl-C', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s interrupts the command, with exit code 130', async (signal) => {
    const { child, printed, ended } = start('wait', '--json');
    await expect.poll(() => printed.stderr, SLOW).toContain('waiting');
    child.kill(signal);
    expect(await ended).toEqual({ code: 130, signal: null });
    expect(JSON.parse(printed.stdout)).toMatchObject({ code: 'cancelled' });
  });

  it('twice ends even a command that does not listen', async () => {
    const { child, printed, ended } = start('deaf');
    await expect.poll(() => printed.stderr, SLOW).toContain('waiting');
    child.kill('SIGINT');
    await expect.poll(() => printed.stderr, SLOW).toContain('heard');
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: 130, signal: null });
  });
});

describe('start-up', () => {
  /** What a module imports at once, all the way down; packages by name. */
  function importsOf(file: string, seen = new Set<string>()): Set<string> {
    if (seen.has(file)) return seen;
    seen.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, clause = '', from = ''] of text.matchAll(
      /^(?:import|export)\s([^;]*?)from\s'([^']+)';/gm,
    )) {
      if (clause.startsWith('type ')) continue;
      if (from.startsWith('.')) importsOf(path.resolve(path.dirname(file), from), seen);
      else seen.add(from);
    }
    return seen;
  }

  it.each(['run-cli', 'build-commands', 'http-invoke', 'progress', 'table'])(
    'platform/cli/%s imports nothing heavy',
    (name) => {
      const packages = [...importsOf(path.join(sources, `platform/cli/${name}.ts`))].filter(
        (module) => !path.isAbsolute(module) && !module.startsWith('node:'),
      );
      expect(packages.filter((module) => module !== 'commander' && module !== 'picocolors')).toEqual([]);
    },
  );
});
