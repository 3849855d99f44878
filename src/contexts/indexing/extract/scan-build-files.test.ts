import { describe, expect, it } from 'vitest';
import { expectSameFacts } from '../../../../test/support/compare-rows.ts';
import { ILL_FORMED_RUNS } from '../../../../test/support/ill-formed-runs.ts';
import { readCorpus, scanAs, SCANNED_BY_RECORDS } from '../../../../test/support/scan-as.ts';
import { newEngine } from '../../../../test/support/scan-sources.ts';
import type { Chunk, Scanned } from '../../../../test/support/scan-sources.ts';

// What the corpora of kconfig and kbuild do not hold, since they are text.

function scan(language: 'kconfig' | 'kbuild', source: string | Uint8Array): Scanned {
  const scanned = scanAs(language, 'a/b', source);
  if (typeof scanned === 'string') throw new Error(scanned);
  return scanned;
}

const calls = (chunk: Chunk): string[][] =>
  chunk.call_graph.map((group) => group.calls.map(([name]) => name));

describe('bytes that are not UTF-8', () => {
  it.each(ILL_FORMED_RUNS)('%s … are replaced as the Encoding Standard does', (...run) => {
    const bytes = (before: string, after: string): Buffer =>
      Buffer.concat([Buffer.from(before), Buffer.from(run), Buffer.from(after)]);
    const text = new TextDecoder().decode(Buffer.from(run));
    const { symbols } = scan('kconfig', bytes('config A\n\tbool "x', '"\n')).chunk;
    expect(symbols.map(({ signature }) => signature)).toEqual([`CONFIG_A bool "x${text}"`]);
    const { chunk } = scan('kbuild', bytes('obj-m += x', '.o y.o\n'));
    expect(chunk.symbols.map(({ name }) => name)).toEqual([`x${text}`, 'y']);
    expect(calls(chunk)).toEqual([[`a/x${text}.o`], ['a/y.o']]);
  });

  it('at the end, and cut off there', () => {
    const source = Buffer.concat([Buffer.from('config A\n\tbool "x'), Buffer.from([0xf0, 0x9f])]);
    expect(scan('kconfig', source).chunk.symbols).toMatchObject([
      { signature: 'CONFIG_A bool', end_line: 2 },
    ]);
  });
});

describe('characters that names cannot hold', () => {
  it('become blanks, and NUL nothing', () => {
    const { chunk } = scan('kconfig', 'config A\n\tbool "x\0y\u0001z"\nsource "a\u0002\0b"\n');
    expect(chunk.symbols[0]?.signature).toBe('CONFIG_A bool "xy z"');
    expect(chunk.files[0]?.includes).toEqual([['a b', 3]]);
    expect(calls(scan('kbuild', 'obj-m += x\0\u0001.o\n').chunk)).toEqual([['a/x .o']]);
  });

  it('do not come out of a byte order mark', () => {
    expect(scan('kconfig', '\uFEFFconfig A\n').chunk.symbols).toHaveLength(1);
    expect(scan('kbuild', '\uFEFFobj-m += a.o\n').chunk.symbols).toHaveLength(1);
  });
});

describe('what is long', () => {
  it.each([
    ['x'.repeat(500), 400],
    [`x${'é'.repeat(300)}`, 400],
    [`xy${'é'.repeat(300)}`, 399],
    ['漢'.repeat(200), 399],
    [`x${'漢'.repeat(127)}😀`, 397],
  ])('a signature with %s is cut between characters', (text, bytes) => {
    const signature = scan('kconfig', `config A\n\tbool "${text}"\n`).chunk.symbols[0]?.signature ?? '';
    expect(`CONFIG_A bool "${text}"`.startsWith(signature)).toBe(true);
    expect(Buffer.byteLength(signature)).toBe(bytes);
  });

  it('a name of more than 1,000 bytes is counted', () => {
    const long = 'L'.repeat(994);
    expect(scan('kconfig', `config ${long}\n`).counts.longNames).toBe(1);
    expect(scan('kconfig', `config ${long.slice(1)}\n`).counts).toMatchObject({ longNames: 0, symbols: 1 });
    const { counts, chunk } = scan('kbuild', `obj-m += ${'o'.repeat(1001)}.o p.o\n`);
    expect([counts.longNames, chunk.symbols.map(({ name }) => name)]).toEqual([2, ['p']]);
  });

  it('blocks deeper than 100 are passed over, conditions likewise', () => {
    // So a hundred ends close all of them.
    const kconfig = `${'if A\n'.repeat(150)}config B\n${'endif\n'.repeat(100)}config C\n`;
    expect(calls(scan('kconfig', kconfig).chunk).map((names) => names.length)).toEqual([64]);
    const kbuild = `${'ifdef CONFIG_A\n'.repeat(150)}obj-m += a.o\n${'endif\n'.repeat(100)}obj-m += b.o\n`;
    expect(calls(scan('kbuild', kbuild).chunk)).toEqual([['CONFIG_A', 'a/a.o'], ['a/b.o']]);
  });
});

it('a Makefile that builds nothing is none of kbuild', () => {
  for (const source of [
    '',
    '\n',
    'all:\n\tcc a.c\n',
    'CFLAGS = -O2\n',
    'obj-y += $(x)\n',
    'a-y := a.o\n'.slice(0, 4),
  ]) {
    expect(scanAs('kbuild', 'Makefile', source)).toBe('unknown_language');
  }
  expect(scan('kconfig', '').chunk.symbols).toEqual([]);
});

it('a path that begins like the mark of a call is not referred to', () => {
  const scanned = scanAs('kbuild', 'Makefile', 'obj-m += .a.o !b.o +c.o d.o e/.f.o\n');
  if (typeof scanned === 'string') throw new Error(scanned);
  expectSameFacts(scanned);
  expect(calls(scanned.chunk).flat()).toEqual(['d.o', 'e/.f.o']);
  expect(scanned.chunk.symbols).toHaveLength(5);
});

it('a file leaves nothing behind for the next one', () => {
  const files = SCANNED_BY_RECORDS.flatMap((language) =>
    readCorpus(language).map(({ path, source }) => ({ language, path, source })),
  );
  const engine = newEngine();
  for (const { language, path, source } of [...files, ...files.toReversed(), ...files]) {
    const [fresh, again] = [scanAs(language, path, source), scanAs(language, path, source, engine)];
    expect(again).toEqual(fresh);
  }
});
