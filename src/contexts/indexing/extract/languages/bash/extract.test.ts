import { describe, expect, it } from 'vitest';
import { extractShell } from './extract.ts';

const read = (source: string): { functions: string[]; calls: string[] } => {
  const { symbols, calls } = extractShell(source, 'a.sh');
  const callerOf = (caller: number): string => (caller === -1 ? '' : `${symbols[caller]!.name}: `);
  return {
    functions: symbols
      .filter(({ kind }) => kind === 'function')
      .map(({ name, line, endLine }) => `${name} ${line}-${endLine}`),
    calls: calls.map(({ name, caller }) => callerOf(caller) + name),
  };
};

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

describe('sources of extreme shape', () => {
  it.each([
    '$(',
    '"$(',
    '${',
    '"${',
    '`',
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
  ])('a hundred thousand of %j', (piece) => {
    const source = piece.repeat(100_000);
    expect(extractShell(source, 'a.sh').symbols.length).toBeLessThanOrEqual(100_000);
    expect(extractShell(`${source}\n`.repeat(3), 'a.sh').calls.length).toBeLessThan(300_000);
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
  });

  it('a million heredocs, with and without their ends', () => {
    expect(read(`${'<<A '.repeat(1_000_000)}\n${'A\n'.repeat(1_000_000)}${AFTER}`).functions).toHaveLength(1);
    const others = Array.from({ length: 500_000 }, (_, index) => `<<A${index}\n`).join('');
    expect(read(others + AFTER).functions).toHaveLength(1);
  });

  it.each(['x', 'x ', ' #', '\\', "'a' ", '"a"b', '`#` ', '$x', '<<A ', 'a=1 '])(
    'eight million units of %j on one line',
    (piece) => {
      const line = piece.repeat(7_900_000 / piece.length);
      expect(read(`y; ${line}\n${AFTER}`).functions).toHaveLength(1);
    },
  );
});
