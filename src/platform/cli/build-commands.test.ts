import { Command } from 'commander';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { captureCli, type CaptureOptions } from '../../../test/support/capture-cli.ts';
import { runSample, sampleOperations } from '../../../test/support/sample-operations.ts';
import { operation, type AnyOperation } from '../../kernel/operation.ts';
import { buildCommands, type Invoke } from './build-commands.ts';
import type { TopCommand } from './run-cli.ts';
import type { CliSession } from './session.ts';

const inProcess: Invoke = (sample, input, { signal }) =>
  runSample(
    sample,
    { tenant: 1, actor: { kind: 'user', id: 'u', scopes: ['*'] }, requestId: 'r', door: 'cli', signal },
    input,
  );

function tableOf(operations: readonly AnyOperation[], invoke: Invoke): TopCommand[] {
  return ['query', 'items', 'wait', 'crash', 'echo'].map((name) => ({
    name,
    summary: `About ${name}`,
    load: () =>
      Promise.resolve((program, session) => {
        const mine = operations.filter((sample) => sample.cli?.command?.split(' ')[0] === name);
        buildCommands(program, mine, invoke, session);
      }),
  }));
}

const run = (line: string | readonly string[], options: CaptureOptions = {}) =>
  captureCli(line, tableOf(sampleOperations, inProcess), options);

/** The input a command line makes for an operation. */
async function inputOf(sample: AnyOperation, argv: readonly string[]) {
  const inputs: unknown[] = [];
  const invoke: Invoke = (_, input) => Promise.resolve(inputs.push(input));
  const result = await captureCli(argv, tableOf([sample], invoke));
  return { ...result, input: inputs[0] };
}

describe('commands from operations', () => {
  it('takes positional arguments and options, and renders the answer', async () => {
    const text = await run('query symbol vfs_read --limit 7');
    expect(text).toEqual({ code: 0, stdout: 'vfs_read  fs/read_write.c:7\n', stderr: '' });
    const json = await run('query symbol vfs_read --json');
    expect(JSON.parse(json.stdout)).toEqual({
      matches: [{ name: 'vfs_read', file: 'fs/read_write.c', line: 20 }],
      total: 1,
    });
    expect(json.stdout.split('\n')).toHaveLength(2);
  });

  it('prints JSON where an operation has no rendering', async () => {
    const { stdout } = await run('items create Title');
    expect(JSON.parse(stdout)).toEqual({ id: 'i1', input: { title: 'Title', labels: [] } });
    expect(stdout).toContain('\n  "id"');
  });

  it('makes every kind of option from the input', async () => {
    const sample = sampleOperations[1]!;
    const argv =
      'items create T --parent-id null --priority 2 --done --labels a --labels b --version 3'.split(' ');
    expect((await inputOf(sample, [...argv, '--meta', '{"k":"v"}'])).input).toEqual({
      title: 'T',
      parent_id: null,
      priority: 2,
      done: true,
      labels: ['a', 'b'],
      version: 3,
      meta: { k: 'v' },
    });
    expect((await inputOf(sample, ['items', 'create', 'T', '--no-done'])).input).toEqual({
      title: 'T',
      done: false,
    });
    expect((await inputOf(sample, ['items', 'create', 'T'])).input).toEqual({ title: 'T' });
    expect((await inputOf(sample, ['items', 'create', '--', '--json'])).input).toEqual({ title: '--json' });
  });

  it('turns a boolean that is true by default into --no-…', async () => {
    const sample = sampleOperations[0]!;
    expect((await inputOf(sample, ['query', 'symbol', 'x'])).input).toEqual({ name: 'x' });
    expect((await inputOf(sample, ['query', 'symbol', 'x', '--no-exact'])).input).toEqual({
      name: 'x',
      exact: false,
    });
    expect((await inputOf(sample, ['query', 'symbol', 'x', '--exact'])).code).toBe(2);
  });

  it('shows types, choices, defaults and examples in the help', async () => {
    const { stdout } = await run('query symbol --help');
    expect(stdout).toContain('Usage: keelson query symbol [options] <name>');
    expect(stdout).toMatch(/name +Name of the symbol/);
    expect(stdout).toMatch(/--limit <number> +Most matches to give \(default: 20\)/);
    expect(stdout).toMatch(/--kind <choice> +Only of this kind \(one of function, struct\)/);
    expect(stdout).toMatch(/--path <text> +Only below this folder \(may be repeated\)/);
    expect(stdout).toMatch(/--no-exact +turn off: take the name as it is/);
    expect(stdout).toContain('  $ keelson query symbol vfs_read --limit 5');
    expect((await run('query --help')).stdout).toMatch(/symbol .*Find where a symbol is defined/);
    expect((await run('query')).stderr).toContain('[missing_command]');
  });

  it.each([
    ['query symbol', 'missing_argument', "missing required argument 'name'"],
    ['query symbol x --limit many', 'invalid_argument', 'Give a whole number'],
    ['query symbol x --limit 1.5', 'invalid_argument', 'Give a whole number'],
    ['query symbol x --kind verb', 'invalid_argument', 'Choose from function, struct'],
    ['query symbol x --limi 3', 'unknown_option', 'Did you mean --limit?'],
    ['query simbol x', 'unknown_command', 'Did you mean symbol?'],
    ['items create T --meta {', 'invalid_argument', 'Give a JSON value'],
    ['query symbol x --limit 0', 'invalid_input', '--limit: Too small'],
  ])('%s: exit 2 and what to do', async (line, code, message) => {
    const result = await run(line);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain(`[${code}]`);
    expect(result.stderr.toLowerCase()).toContain(message.toLowerCase());
  });

  it('reports a failure of the operation with its fields and code', async () => {
    const text = await run('items delete i7');
    expect(text.code).toBe(1);
    expect(text.stderr).toBe(
      'error: Item i7 has changed; read it again and retry [version_conflict]\n' +
        '  /version: is 3, should be 4\n  try again in 2 s\n',
    );
    const json = await run('items delete i7 --json');
    expect(json).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(json.stdout)).toMatchObject({ status: 409, current_version: 4 });
  });

  it('passes Ctrl-C on to the operation', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    expect((await run('wait', { controller })).code).toBe(130);
  });
});

describe('mistakes in a declaration', () => {
  const build = (input: z.ZodType, command: string) => {
    const sample = operation({
      name: 'sample.bad',
      summary: 'Bad',
      access: 'public',
      effect: 'read',
      input,
      output: z.object({}),
      cli: { command },
      run: () => Promise.resolve({ value: {} }),
    });
    buildCommands(new Command(), [sample], inProcess, {} as CliSession);
  };

  it('are found when the commands are built', () => {
    expect(() => build(z.object({ json: z.string() }), 'bad')).toThrow('named json cannot be an option');
    expect(() => build(z.object({ no_load: z.boolean() }), 'bad')).toThrow(
      'named no_load cannot be an option',
    );
    expect(() => build(z.object({ a: z.string() }), 'bad <b>')).toThrow('<b> is no key of the input');
  });
});

describe('any value', () => {
  const sample = operation({
    name: 'sample.echo',
    summary: 'Echo',
    access: 'public',
    effect: 'read',
    input: z.object({
      words: z.array(z.string()).optional(),
      text: z.string().optional(),
      whole: z.int().optional(),
      ratio: z.number().nullable().optional(),
      mode: z.enum(['fast', 'slow']).optional(),
      flag: z.boolean().optional(),
      tags: z.array(z.enum(['a', 'b'])).optional(),
      data: z.json().optional(),
    }),
    output: z.object({}),
    cli: { command: 'echo [words...]' },
    run: () => Promise.resolve({ value: {} }),
  });

  it('arrives as it was given', async () => {
    const values = fc.record(
      {
        words: fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
        text: fc.string(),
        whole: fc.integer(),
        ratio: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
        mode: fc.constantFrom('fast', 'slow'),
        flag: fc.boolean(),
        tags: fc.array(fc.constantFrom('a', 'b'), { minLength: 1 }),
        data: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(values, async ({ words, flag, tags, data, ...single }) => {
        const given = {
          ...(words === undefined ? {} : { words }),
          ...(flag === undefined ? {} : { flag }),
          ...(tags === undefined ? {} : { tags }),
          ...(data === undefined ? {} : { data }),
          ...single,
        };
        const argv = Object.entries(single).map(
          ([key, value]) => `--${key}=${Object.is(value, -0) ? '-0' : value}`,
        );
        if (flag !== undefined) argv.push(flag ? '--flag' : '--no-flag');
        argv.push(...(tags ?? []).map((tag) => `--tags=${tag}`));
        if (data !== undefined) argv.push(`--data=${JSON.stringify(data)}`);
        const { code, input } = await inputOf(sample, ['echo', ...argv, '--', ...(words ?? [])]);
        expect(code).toBe(0);
        expect(JSON.stringify(sorted(input))).toBe(JSON.stringify(sorted(given)));
      }),
      { numRuns: 150 },
    );
  });

  it('never gets past the parser as something else: any command line ends with 0 or 2', async () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '--text',
        '--whole',
        '--no-flag',
        '--flag=x',
        '--',
        '-',
        '--json',
        '--data',
        '-h',
        '--home',
        'echo',
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 6 }), async (argv) => {
        const { code, stderr } = await inputOf(sample, ['echo', ...argv]);
        expect([0, 2]).toContain(code);
        expect(stderr).not.toContain('internal_error');
      }),
      { numRuns: 200 },
    );
  });
});

function sorted(value: unknown): unknown {
  return Object.fromEntries(Object.entries(value as object).sort(([a], [b]) => (a < b ? -1 : 1)));
}
