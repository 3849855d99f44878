import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileRecords } from '../../src/contexts/indexing/records.ts';
import { expectSameFacts } from '../support/compare-rows.ts';
import { expectSound } from '../support/expect-sound.ts';
import { mutations } from '../support/mutate-sources.ts';
import { readCorpus, recordsOf, scanAs } from '../support/scan-as.ts';
import { newEngine } from '../support/scan-sources.ts';

const TOKENS = [
  '$(', '$((', '((', '))', '(', ')', '${', '}', '{ ', ' }', '`', '\\`', '"', "'", "$'", '$"', '\\', '$', '#', '${#', '$[',
  '[[ ', ' ]]', '[', ']', '<(', '>(', '<', '>', '<<', '<<-', '<<EOF', "<<'EOF'", '<<<', '\nEOF\n', '\n\tEOF\n', 'EOF', '>&',
  '&>', '&', '&&', '|', '||', ';', ';;', ';&', '\n', '\r\n', '\\\n', '\t', ' ', 'if ', ' then ', ' elif ', ' else ',
  ' fi ', ' while ', ' until ', ' do ', ' done ', ' for i in ', ' for ((', ' select ', ' case x in ', ' esac ', 'a)', ' in ',
  ' function ', 'f() ', 'g() { ', 'h() (', 'function f { ', ' ! ', ' time ', ' coproc ', 'source ', '. ', 'trap f ', 'export ',
  'export -f f', 'declare -r ', 'readonly ', 'local ', 'a=', 'a+=', 'a=(', 'a[1]=', 'x', ' name ', 'echo ', '*', '?(', '@(',
  '#!/bin/zsh\n', '\u{feff}', '🚢', '\0', '\r', '\x01', 'é', '\u00a0', '\u2028', '\n# Says é. More\n', '\\\r\n', "\n@a\n", '*/',
]; // prettier-ignore

const script = fc.array(fc.constantFrom(...TOKENS), { maxLength: 60 }).map((tokens) => tokens.join(''));

const engine = newEngine();

const read = (source: string | Uint8Array): FileRecords => recordsOf(scanAs('bash', 'a.sh', source, engine));

/** What holds of any script: records are sound, the same each time, and the rows say what the chunk file says. */
function expectSoundScan(source: Uint8Array): void {
  const scanned = scanAs('bash', 'a.sh', source, engine);
  if (typeof scanned === 'string') throw new Error(scanned);
  const records = recordsOf(scanned);
  // NUL is no text: what is named by it alone has an empty name.
  if (!source.includes(0)) expectSound(records, new TextDecoder().decode(source), 'bash');
  expectSameFacts(scanned);
  expect(read(source)).toEqual(records);
}

describe('shell scripts', () => {
  it('give sound records, whatever their tokens', () => {
    fc.assert(
      fc.property(script, (source) => expectSoundScan(Buffer.from(source))),
      { numRuns: 2_000 },
    );
  });

  it('give sound records, whatever their bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (source) => expectSoundScan(source)),
      { numRuns: 500 },
    );
  });

  it('give sound records, whatever is done to a script', () => {
    const sources = readCorpus('bash').map(({ source }) => source.toString());
    fc.assert(
      fc.property(mutations(sources), (source) => expectSoundScan(Buffer.from(source))),
      { numRuns: 500 },
    );
  });

  it('give every call and function that is written, however they are nested', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 5 }), (commands) => {
        const written: Written = { calls: [], functions: [], names: 0 };
        const source = commands.map((shape) => write(shape, written, false)).join('\n# it\'s $(never) `"\n');
        const { symbols, calls } = read(source);
        const called = calls.map(({ name, caller }) => [name, symbols[caller]?.name]);
        expect(called.toSorted(byName), source).toEqual(written.calls.toSorted(byName));
        expect(symbols.map(({ name }) => name).toSorted(), source).toEqual(written.functions.toSorted());
      }),
      { numRuns: 1_000 },
    );
  });
});

/** Every name is there once. */
const byName = ([a]: (string | undefined)[], [b]: (string | undefined)[]): number => (a! < b! ? -1 : 1);

/** A command by the ways to write it in WAYS, with those inside it. */
interface Shape {
  way: number;
  inner: readonly Shape[];
}

const { command } = fc.letrec<{ command: Shape; inner: readonly Shape[] }>((tie) => ({
  command: fc.record({ way: fc.nat(25), inner: tie('inner') }),
  inner: fc.oneof({ maxDepth: 6 }, fc.constant([]), fc.array(tie('command'), { maxLength: 2 })),
}));

interface Written {
  calls: [name: string, caller: string | undefined][];
  functions: string[];
  names: number;
}

/** Writes one command, with every name of its own, and notes what it calls and defines. */
function write({ way, inner }: Shape, written: Written, isInBackquotes: boolean, caller?: string): string {
  const name = (): string => `name${(written.names += 1)}`;
  const call = (by = caller): string => {
    const called = name();
    written.calls.push([called, by]);
    return called;
  };
  const list = (by = caller, isBack = isInBackquotes): string =>
    inner.length === 0 ? call(by) : inner.map((shape) => write(shape, written, isBack, by)).join('\n');
  const body = (start: string, end: string): string => {
    const defined = name();
    written.functions.push(defined);
    return `${start.replace('NAME', defined)}${list(defined)}${end}`;
  };
  const end = name();
  const ways: (() => string)[] = [
    () => `${call()} 'never $(never) "' # it's "never\n`,
    () => `${call()} "it's $(${list()}) #"`,
    () => `${call()} a#b \\" \\' $# $'it\\'s' "\\"$x"`,
    () => `: && x=$(${list()})`,
    () => ` (${list()})`,
    () => `{ ${list()}\n}`,
    () => `if ${list()}\nthen ${call()}; else ${call()}\nfi >log 2>&1`,
    () => `while ${call()}; do ${list()}\ndone <<<"$x"`,
    () => `for x in "a)" $(${call()}); do ${list()}\ndone`,
    () => `for ((i = 0; i < 3; i++))\ndo ${list()}\ndone`,
    () => `case "$(${call()})" in\n(a|"b)") ${list()} ;;\n*[!0-9]*) ${call()} ;&\n# it's\n\\)) ;;\nesac`,
    () => `case $x in esac`,
    () => body('NAME() {\n', '\n}'),
    () => body('function NAME\n{ ', '\n}'),
    () => body('NAME ( ) (', '\n)'),
    () => body('function NAME() if true; then ', '\nfi'),
    () => `${call()} <(${list()}) > >(${call()})`,
    () => `: && x=("$(${call()})" [1]=b # it's (\n <(${list()})\n)`,
    () =>
      `${call()} $((1 << $(${call()} "a)" ')' "$((2 + $(${call()} "(")))"))) "\${x:-"$(${call()})"}" \${x#'}'} $((${call()}; a=1) | ${call()})`,
    () => `[[ $x =~ ^(a|b)$ && $(${list()}) > "]]" ]] && ${call()} || ! ${call()}`,
    () => `((x = 1 << 2 + $(${call()} "$(${call()} ')')")))`,
    () => `${call()} "$(${call()} <<${end} | ${call()}\nit's $(${list()}) \\$(never) "\n${end}\n)"`,
    () => `: && x=$(${call()} <<-'${end}'\n\tnever $(never)\n\t${end}\n)`,
    () => `A=1 B=(x) ${call()} 2>&1 | ${call()} &>log & ${call()} \\\n  never; ${call()}`,
    () => `time ${call()} >log; { ${call()}; } 2>log || ( ${list()})`,
    () => (isInBackquotes ? call() : `${call()} "\`${list(caller, true)}\`" \`${call()}\``),
  ];
  return ways[way]!();
}
