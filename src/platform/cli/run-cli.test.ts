import { describe, expect, it } from 'vitest';
import { captureCli } from '../../../test/support/capture-cli.ts';
import { AppError } from '../../kernel/errors.ts';
import type { TopCommand } from './run-cli.ts';

const loaded: string[] = [];

function top(name: string, action: () => void | Promise<void>): TopCommand {
  return {
    name,
    summary: `Do ${name}`,
    load: () => {
      loaded.push(name);
      return Promise.resolve((program) => {
        program.command(name).option('--limit <n>').option('--version <n>').action(action);
      });
    },
  };
}

const table: TopCommand[] = [
  top('status', () => undefined),
  top('query', () => Promise.reject(new AppError('not_found', 'symbol_not_found', 'No symbol is named x'))),
  top('refused', () =>
    Promise.reject(
      new AppError('invalid', 'invalid_input', 'Both are wrong', {
        errors: [
          { pointer: '/limit', detail: 'too large' },
          { pointer: '/folder_path', detail: 'not there' },
        ],
      }),
    ),
  ),
  top('broken', () => Promise.reject(new TypeError('oops'))),
];

const run = (line: string, options = {}) => captureCli(line, table, options);

describe('runCli: help and version', () => {
  it('lists every command without loading any', async () => {
    loaded.length = 0;
    for (const line of ['--help', '-h', '', 'help']) {
      const { code, stdout, stderr } = await run(line);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/status +Do status/);
      expect(stdout).toContain('--version');
      expect(stdout).toContain('  $ keelson up .');
    }
    expect(loaded).toEqual([]);
  });

  it('loads only the command that was named, wherever the global options stand', async () => {
    for (const line of [
      'status',
      '--json status',
      '--home /tmp/x status',
      'status --json',
      '--no-color status',
    ]) {
      loaded.length = 0;
      expect((await run(line)).code).toBe(0);
      expect(loaded).toEqual(['status']);
    }
  });

  it('shows a command’s own help, also as `help status`', async () => {
    for (const line of ['status --help', 'help status']) {
      const { code, stdout } = await run(line);
      expect(code).toBe(0);
      expect(stdout).toContain('Do status');
      expect(stdout).toContain('--limit <n>');
      expect(stdout).toContain('--json');
    }
  });

  it('prints the version, and leaves --version to commands that have their own', async () => {
    expect(await run('--version')).toEqual({ code: 0, stdout: '9.9.9\n', stderr: '' });
    expect((await run('-V --json')).stdout).toBe('{"version":"9.9.9"}\n');
    expect((await run('status --version 3')).stdout).toBe('');
  });
});

describe('runCli: wrong usage', () => {
  it.each([
    ['statsu', 'unknown_command', 'Did you mean status?'],
    ['status --limt 3', 'unknown_option', 'Did you mean --limit?'],
    ['status --limit', 'option_missing_argument', '--limit'],
    ['status extra', 'excess_arguments', 'Expected 0 arguments'],
    ['--home', 'option_missing_argument', '--home'],
    ['--nonsense', 'unknown_option', '--nonsense'],
  ])('%s: exit 2, what is wrong, and a hint', async (line, code, hint) => {
    const text = await run(line);
    expect(text).toMatchObject({ code: 2, stdout: '' });
    expect(text.stderr).toContain(hint);
    expect(text.stderr).toContain(`[${code}]`);
    expect(text.stderr).toMatch(/see: keelson.* --help/);

    const json = await run(`--json ${line}`);
    expect(json).toMatchObject({ code: 2, stderr: '' });
    expect(JSON.parse(json.stdout)).toMatchObject({ status: 400, code, error: code });
  });

  it('says that a command is missing where only options were given', async () => {
    const { code, stdout } = await run('--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ code: 'missing_command' });
  });
});

describe('runCli: failures', () => {
  it('puts a failure on stderr, or with --json on stdout, with exit code 1', async () => {
    expect(await run('query')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: No symbol is named x [symbol_not_found]\n',
    });
    const json = await run('query --json');
    expect(json).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(json.stdout)).toMatchObject({ status: 404, instance: 'keelson query' });
  });

  it('names options that the command has, and what else is at fault as the request has it', async () => {
    const { code, stderr } = await run('refused');
    expect(code).toBe(2);
    expect(stderr).toContain('  --limit: too large\n  /folder_path: not there\n');
    expect(stderr).toContain('see: keelson refused --help');
  });

  it('shows the cause of a failure inside Keelson on stderr alone', async () => {
    const text = await run('broken');
    expect(text).toMatchObject({ code: 1, stdout: '' });
    expect(text.stderr).toContain('[internal_error]');
    expect(text.stderr).toContain('cause: oops');
    const json = await run('broken --json');
    expect(json.stdout).not.toContain('oops');
    expect(JSON.parse(json.stdout)).toMatchObject({ code: 'internal_error' });
  });

  it('ends with 130 when interrupted', async () => {
    const controller = new AbortController();
    const waiting = top('wait', () => {
      controller.abort();
      return Promise.reject(new DOMException('stopped', 'AbortError'));
    });
    const { code, stderr } = await captureCli('wait', [waiting], { controller });
    expect(code).toBe(130);
    expect(stderr).toContain('[cancelled]');
  });

  it('uses colours on a terminal only, and never against NO_COLOR or --no-color', async () => {
    const red = '\u001B[31m';
    expect((await run('query', { isTTY: true })).stderr).toContain(red);
    expect((await run('query', { isTTY: true, env: { NO_COLOR: '1' } })).stderr).not.toContain(red);
    expect((await run('query --no-color', { isTTY: true })).stderr).not.toContain(red);
    expect((await run('query')).stderr).not.toContain(red);
    expect((await run('--help', { isTTY: true })).stdout).toContain('\u001B[1m');
    expect((await run('--help')).stdout).not.toContain('\u001B[');
  });
});
