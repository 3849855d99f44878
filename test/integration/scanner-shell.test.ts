import { describe, expect, it } from 'vitest';
import type { FileRecords } from '../../src/contexts/indexing/records.ts';
import { recordsOf, scanAs } from '../support/scan-as.ts';
import { newEngine } from '../support/scan-sources.ts';

const engine = newEngine();

const recordsIn = (source: string | Uint8Array, path = 'a.sh'): FileRecords =>
  recordsOf(scanAs('bash', path, source, engine));

const read = (source: string | Uint8Array): { functions: string[]; calls: string[] } => {
  const { symbols, calls } = recordsIn(source);
  const callerOf = (caller: number): string => (caller === -1 ? '' : `${symbols[caller]!.name}: `);
  return {
    functions: symbols
      .filter(({ kind }) => kind === 'function')
      .map(({ name, line, endLine }) => `${name} ${line}-${endLine}`),
    calls: calls.map(({ name, caller }) => callerOf(caller) + name),
  };
};

/** How many symbols and calls there are: a chunk holds only a million symbols. */
function countIn(source: string | Uint8Array): { symbols: number; calls: number } {
  const bytes = Buffer.from(source);
  engine.beginChunk(0, { json: false, rows: false });
  engine.source(bytes.length).set(bytes);
  expect(engine.scanAs('bash', bytes.length, 'a.sh')).toBeUndefined();
  const { symbols, calls } = engine.emitFile('a.sh', 'bash');
  return { symbols, calls };
}

const repeated =
  (piece: string) =>
  (size: number): string =>
    piece.repeat(size / piece.length);

const nested =
  (open: string, close: string) =>
  (size: number): string => {
    const depth = Math.floor(size / (open.length + close.length));
    return `${open.repeat(depth)}x${close.repeat(depth)}`;
  };

/** Microseconds of this process's processor time that a scan takes, however many others want the processor. */
function workFor(bytes: Uint8Array): number {
  engine.beginChunk(0, { json: false, rows: false });
  engine.source(bytes.length).set(bytes);
  const before = process.cpuUsage();
  engine.scanAs('bash', bytes.length, 'a.sh');
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** A function behind what is broken, and what it calls. */
const AFTER = '\nafter() {\n  good "x"\n}\n';

describe('what is broken is read on', () => {
  it.each<[string, string, string[]]>([
    ['an apostrophe', "say it's", ['say']],
    ['a quote', 'say "it', ['say']],
    ['a quote, and pairs behind it', 'say "it\na "b" "c d"\ne "f"', ['say', 'a', 'e']],
    ['a substitution', 'say $(it', ['say', 'it']],
    ['a substitution in a quote', 'say "$(it', ['say', 'it']],
    ['a backquote', 'say `it', ['say', 'it']],
    ['a parameter', 'say ${it', ['say']],
    ['arithmetic', 'say $((1 + 2', ['say']],
    ['an array', 'name=(one two', []],
    ['a test', '[[ -n $(it)', ['it']],
    ['a process', 'say <(it', ['say', 'it']],
    ['a heredoc', 'say <<END\nit', ['say', 'it']],
    ['a list of six', 'say "a $(b `c ${d $(e "f', ['say', 'b', 'e']],
  ])('%s without its end', (_, source, calls) => {
    const { functions, calls: all } = read(source + AFTER);
    const line = source.split('\n').length + 1;
    expect(functions).toEqual([`after ${line}-${line + 2}`]);
    expect(all).toEqual([...calls, 'after: good']);
  });

  it.each([
    ['fi', 'if open; then inside'],
    ['done', 'for i in a; do inside'],
    ['esac', 'case $1 in a) inside ;;'],
    ['do', 'while inside'],
  ])('a function ends an open command without %s', (_, open) => {
    expect(read(`first() {\n  ${open}\n}${AFTER}`).functions).toEqual(['first 1-3', 'after 4-6']);
  });

  it('a list without an end goes to the end of the script', () => {
    expect(read('first() {\n  inside\n\n')).toEqual({ functions: ['first 1-2'], calls: ['first: inside'] });
  });

  it('each of many quotes ends with its own line', () => {
    const { functions, calls } = read(`say "$(it\n${AFTER}`.repeat(20));
    expect(functions).toHaveLength(20);
    expect(calls).toHaveLength(60);
  });
});

describe('bytes that are no text', () => {
  it('a byte order mark is passed over', () => {
    const { symbols, entrypoints } = recordsIn('\u{feff}#!/bin/sh\n# Says it.\nf() { g; }\n');
    expect(symbols).toEqual([
      { name: 'f', kind: 'function', line: 3, endLine: 3, signature: 'f()', doc: 'Says it.' },
    ]);
    expect(entrypoints).toEqual([{ kind: 'script', name: '#!/bin/sh', symbol: '', line: 1 }]);
    expect(read('\u{feff}f() { g; }').functions).toEqual(['f 1-1']);
  });

  it('NUL is no text, but ends no word and no script', () => {
    expect(read('one\0two; three\0\nf\0() { g; }\n\0four\n')).toEqual({
      functions: ['f 2-2'],
      calls: ['onetwo', 'three', 'f: g'],
    });
  });

  it('other control characters become blanks', () => {
    expect(read('a\u0001b\u001f\n').calls).toEqual(['a b ']);
  });

  it('a return ends no line by itself', () => {
    expect(read('one\rtwo # three\rfour\nfive\r\n')).toEqual({ functions: [], calls: ['one', 'five'] });
    expect(read("f() {\r\n  cat <<E\r\n$(a) it's\r\nE\r\n}\r\ng\r\n")).toEqual({
      functions: ['f 1-5'],
      calls: ['f: cat', 'f: a', 'g'],
    });
  });

  it('what is no UTF-8 is read as the replacement character', () => {
    const bytes = Buffer.from('f\xff() { g\xc3; }\n', 'latin1');
    expect(read(bytes)).toEqual({ functions: ['f\u{fffd} 1-1'], calls: ['f\u{fffd}: g\u{fffd}'] });
  });

  it('a text longer than eight million UTF-16 units is left out', () => {
    expect(scanAs('bash', 'a.sh', `${'é'.repeat(7_999_999)}\n`, engine)).toMatchObject({ chunk: {} });
    expect(scanAs('bash', 'a.sh', `${'é'.repeat(8_000_000)}\n`, engine)).toBe('too_large');
    expect(scanAs('bash', 'a.sh', `\u{feff}${'é'.repeat(7_999_999)}\n`, engine)).toBe('too_large');
  });
});

describe('zsh is known', () => {
  const source = 'f() { g }\nh\n';
  it.each([
    ['by its name', 'a.zsh', source],
    ['by the name of a theme', 'a.zsh_theme', source],
    ['by its first line', 'a', `#!/usr/bin/env zsh\n${source}`],
  ])('%s', (_, path, text) => {
    const { symbols, calls } = recordsIn(text, path);
    expect(symbols).toHaveLength(1);
    expect(calls.map(({ caller }) => caller)).toEqual([0, -1]);
  });

  it.each([
    ['name', 'a.sh', source],
    ['first line', 'a', `#!/bin/rzsh\n${source}`],
    ['second line', 'a', `#!/bin/sh\n# zsh\n${source}`],
  ])('not by another %s', (_, path, text) => {
    expect(recordsIn(text, path).calls.map(({ caller }) => caller)).toEqual([0, 0]);
  });
});

describe('sources of extreme shape', () => {
  it.each([
    '$(',
    '"$(',
    '${',
    '"${',
    '`',
    '\\`',
    '((',
    '$((',
    '(',
    '{ ',
    'if ',
    'case x in ',
    'x=(',
    '[[ ',
    '<(',
    'f() { ',
    '<<A\n$(',
  ])('a hundred thousand of %j', (piece) => {
    const source = piece.repeat(100_000);
    expect(recordsIn(source).symbols.length).toBeLessThanOrEqual(100_000);
    expect(recordsIn(`${source}\n`.repeat(3)).calls.length).toBeLessThan(300_000);
  });

  it.each([
    ['$(', ')'],
    ['"${x:-', '}"'],
    ['( ', ')'],
    ['{ ', '; }'],
    ['if ', '; then x; fi'],
    ['"$(', ')"'],
  ])('what stands behind a hundred thousand %j is read', (open, close) => {
    const { functions } = read(`: ; ${open.repeat(100_000)}x${close.repeat(100_000)}${AFTER}`);
    expect(functions).toEqual(['after 2-4']);
  });

  it('reads all that nests a hundred deep', () => {
    const { calls } = read(`${'a "$(b "${x:-$(c <(d '.repeat(20)}e${'))}")"'.repeat(20)}${AFTER}`);
    expect(calls).toHaveLength(62);
    expect(read(`${'a "$('.repeat(100)}b${')"'.repeat(100)}${AFTER}`).calls).toHaveLength(102);
    expect(read(`${'case a in a) b;'.repeat(100)}${'esac;'.repeat(100)}${AFTER}`).calls).toHaveLength(101);
    const texts = Array.from({ length: 100 }, (_, index) => `a <<E${index}\n$(`).join('');
    const ends = Array.from({ length: 100 }, (_, index) => `\n)\nE${99 - index}\n`).join('');
    expect(read(`${texts}b${ends}${AFTER}`).calls).toHaveLength(102);
  });

  it('a million heredocs, with and without their ends', () => {
    expect(read(`${'<<A '.repeat(1_000_000)}\n${'A\n'.repeat(1_000_000)}${AFTER}`).functions).toHaveLength(1);
    const others = Array.from({ length: 500_000 }, (_, index) => `<<A${index}\n`).join('');
    expect(read(others + AFTER).functions).toHaveLength(1);
  });

  it('half a million functions', () => {
    const functions = Array.from({ length: 500_000 }, (_, index) => `f${index}(){ g;}\n`).join('');
    expect(countIn(functions)).toEqual({ symbols: 500_000, calls: 500_000 });
  });

  it.each<[string, (size: number) => string]>([
    ['substitutions inside one another', nested('$(', ')')],
    ['quoted ones', nested('"$(', ')"')],
    ['substitutions without an end', repeated('$( ')],
    ['lines with one without an end', repeated('a $(b\n')],
    ['quotes without an end', repeated('a "b\n')],
    ['apostrophes without an end', repeated("it's\n\n")],
    ['quotes inside one another', repeated('"a $(b "c')],
    ['backquotes', repeated('a `b \\`c` ')],
    ['escaped backquotes in backquotes', (size) => `\`${'\\`a '.repeat(size / 4)}`],
    ['parameters', repeated('"${a:-')],
    ['arithmetic', repeated('((a ')],
    ['arithmetic that is closed in part', repeated('$(( (( (1)) ')],
    ['arrays', repeated('a=( ')],
    ['brackets', repeated('a[$[')],
    ['groups', nested('{ ', '; }')],
    ['cases', nested('case a in a) ', ';; esac')],
    ['cases without an end', repeated('case a in\na|\n')],
    ['heredocs in heredocs', nested('a <<A\n$(', ')\nA\n')],
    ['heredocs without an end', repeated("a <<A b <<-'C D'\n")],
    ['heredocs with a long last line', (size) => `<<${'a'.repeat(size / 2)}\n${'a\n'.repeat(size / 4)}`],
    ['functions', repeated('f() { g; }\n')],
    ['functions inside one another', nested('f() { ', '}\n')],
    ['functions on one line', repeated('f(){ g;};')],
    ['functions below comments', repeated('# A. b\nf() { g; }\n')],
    ['variables on one line', repeated('a=1 ')],
    ['exported variables', (size) => Array.from({ length: size / 16 }, (_, i) => `export a${i}=1;`).join('')],
    ['long names', repeated(`${'x'.repeat(5_000)} `)],
    ['comments', repeated(' #')],
    ['lone returns', repeated('\r')],
    ['words between returns', repeated('a\r')],
    ['NUL', repeated('\0')],
    ['NUL in words', repeated('a\0 ')],
    ['byte order marks', repeated('\u{feff}')],
    ['backslashes', repeated('\\')],
    ['lines that go on', repeated('\\\n')],
    ['white space of all kinds', repeated('\u3000\u2028')],
    ['bytes that are no UTF-8', repeated('\ud800')],
  ])('%s: four times the text is some four times the work', (_, write) => {
    const [small, large] = [write(400_000), write(1_600_000)].map((source) => Buffer.from(source));
    workFor(large!); // compiled by now, and its memory taken
    const least = (source: Buffer): number => Math.min(...[1, 2, 3].map(() => workFor(source)));
    // Of anything quadratic it would be sixteen times, or minutes. Some work is done once whatever the length.
    expect(least(large!)).toBeLessThan(9 * least(small!) + 20_000);
  });

  it.each([
    ['x', 1, 2],
    ['x ', 1, 3],
    [' #', 1, 2],
    ['\\', 1, 2],
    ["'a' ", 1, 2],
    ['"a"b', 1, 2],
    ['`#` ', 1, 2],
    ['$x', 1, 2],
    ['<<A ', 1, 2],
    ['a=1 ', 1_975_001, 2],
    ['f;', 1, 3_950_002],
  ])('eight million units of %j on one line', (piece, symbols, calls) => {
    const line = piece.repeat(7_900_000 / piece.length);
    expect(countIn(`y; ${line}\n${AFTER}`)).toEqual({ symbols, calls });
  });
});
