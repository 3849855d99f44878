import { array, assert, constantFrom, nat, oneof, property, string, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSoundChunk } from '../support/expect-sound-chunk.ts';
import { readCorpus, scanAs, SCANNED_BY_RECORDS } from '../support/scan-as.ts';
import { newEngine } from '../support/scan-sources.ts';
import type { FileCounts } from '../../src/contexts/indexing/extract/engine.ts';

const COMMON = [
  ...['\n', '\n', ' ', '\t', '\\\n', '\\\r\n', '\r', '\0', '\u0001', '\u00a0', '\u2028', '\ufeff', 'é', '😀'],
  ...[
    '"',
    "'",
    '#',
    '\\',
    '$',
    '(',
    ')',
    '$(',
    '$(a $(b))',
    ',',
    '-',
    '.',
    '/',
    '../',
    '=',
    'A',
    'b1',
    '0xAB',
  ],
  ...['CONFIG_A', 'CONFIG_', 'if', 'on', 'y', 'L'.repeat(1001), 'N'.repeat(990), 'x'.repeat(300)],
];
const KCONFIG = [
  ...[
    'config ',
    '\nconfig A\n',
    '\nmenuconfig B\n',
    'tristate "p"',
    'def_bool',
    '\n\tprompt "q"',
    '\n\tint ',
  ],
  ...[
    '\n\tdepends on ',
    '\n\tselect ',
    '\nif A && ',
    '\nendif\n',
    '\nmenu "m"\n',
    '\nendmenu\n',
    '\nchoice\n',
  ],
  ...[
    '\nsource "',
    '\norsource "',
    '\n\thelp\n',
    '\n\t  text\n',
    '\n---help---\n',
    '"C \\" D"',
    '$(M,N)',
    ' && ',
  ],
];
const KBUILD = [
  ...[
    '\nobj-y += ',
    '\nobj-m := ',
    '\nobj-$(CONFIG_A) += ',
    '\nlib-y = ',
    '\ncore-y += ',
    '\n\tobj-y += t.o',
  ],
  ...[
    '\na-y += ',
    '\na-objs := ',
    '\nb-$(CONFIG_B) += ',
    'a.o ',
    'b.o ',
    'd/e.o ',
    '../f.o ',
    'd/ ',
    '/g.o ',
  ],
  ...['%.o ', 'x$(BITS).o ', '$(a-y) ', '$(b-y) ', '$(addprefix p/, ', '$(src)/h.o ', '\nifdef CONFIG_A\n'],
  ...[
    '\nifeq ($(CONFIG_B),y)\n',
    '\nelse\n',
    '\nelse ifneq ($(CONFIG_C), n)\n',
    '\nendif\n',
    '\ninclude $(x)/',
  ],
];
const TOKENS = { kconfig: KCONFIG, kbuild: KBUILD };
const PATHS = {
  kconfig: ['Kconfig', 'drivers/net/Kconfig'],
  kbuild: ['Makefile', 'arch/x86/Makefile', 'drivers/net/Makefile'],
};

const engine = newEngine();

describe.each(SCANNED_BY_RECORDS)('any %s file', (language) => {
  const corpus = readCorpus(language).map(({ source }) => source);
  const path = constantFrom(...PATHS[language]);
  const check = (name: string, source: Uint8Array): void => {
    const scanned = scanAs(language, name, source, engine);
    if (scanned !== 'unknown_language') expectSoundChunk(scanned as Exclude<typeof scanned, string>);
  };

  it('of its tokens', () => {
    const token = oneof(constantFrom(...TOKENS[language]), constantFrom(...COMMON), string({ maxLength: 4 }));
    assert(
      property(path, array(token, { maxLength: 80 }), (name, soup) =>
        check(name, Buffer.from(soup.join(''))),
      ),
      { numRuns: 500 },
    );
  });

  it('of arbitrary bytes', () => {
    assert(property(path, uint8Array({ maxLength: 600 }), check), { numRuns: 200 });
  });

  it('cut off anywhere, and mixed', () => {
    const cut = nat({ max: 2000 });
    const file = constantFrom(...corpus);
    assert(
      property(path, file, file, cut, cut, (name, first, second, end, start) =>
        check(name, Buffer.concat([first.subarray(0, end), second.subarray(start)])),
      ),
      { numRuns: 200 },
    );
  });

  it('gives the same chunk whatever its names are hashed with', () => {
    const names = Array.from({ length: 5_000 }, (_, i) =>
      language === 'kconfig'
        ? `config A${i}\n\tdepends on A${i % 70} && B${i}\n`
        : `obj-$(CONFIG_A${i}) += a${i}.o\na${i}-y := b${i % 70}.o $(a${i + 1}-y)\n`,
    );
    const sources = [...corpus, Buffer.from(names.join(''))];
    // Each engine has seeds of its own.
    const [first, ...others] = Array.from({ length: 5 }, () => {
      const own = newEngine();
      return sources.map((source) => {
        const scanned = scanAs(language, 'a/b', source, own);
        return typeof scanned === 'string' ? scanned : scanned.json.toString('latin1');
      });
    });
    for (const other of others) expect(other).toEqual(first);
  });

  it('is left out when it is too long', () => {
    expect(scanAs(language, 'a', Buffer.alloc(8_000_001, 'obj-m += a.o\n'), engine)).toBe('too_large');
  });
});

const MEGABYTE = 1_000_000;

/** Scans and emits; answers the counts, and the bytes of JSON as estimated. */
function work(language: 'kconfig' | 'kbuild', path: string, source: string): FileCounts & { json: number } {
  const bytes = Buffer.from(source);
  engine.beginChunk(0, { json: true, rows: false });
  engine.source(bytes.length).set(bytes);
  if (engine.scanAs(language, bytes.length, path) !== undefined) {
    return { lines: 0, symbols: 0, calls: 0, entrypoints: 0, longNames: 0, json: 0 };
  }
  const counts = engine.emitFile(path, language);
  return { ...counts, json: engine.jsonBytes() };
}

const fill = (before: string, piece: string, size: number): string =>
  before + piece.repeat(Math.max(1, Math.floor(size / Buffer.byteLength(piece))));

// A reader that did something again for each byte or name of these would take minutes or hours, and memory without end.
// How much comes out of them is compared.

/** Of twice as much: numbers of lines get longer. */
const MOST_GROWTH = 2.2;

const PIECES =
  '" \' \\" "\\" # \\# $ $( ( ) , $() $(a $(a-y)␣ $(BITS) "" = : + - -y . / ../ ./ a/ a.o a.o␣ a/␣ A␣ A&& CONFIG_ CONFIG_A␣ $(CONFIG_A) \\␤ \\␍␤ ␍ ␀ ␣ ␉ é   ';
const pieces = PIECES.split(' ')
  .filter((piece) => piece !== '')
  .map((piece) =>
    piece
      .replaceAll('␣', ' ')
      .replaceAll('␉', '\t')
      .replaceAll('␤', '\n')
      .replaceAll('␍', '\r')
      .replaceAll('␀', '\0'),
  )
  .concat('\u00a0', '\ufeff', '\u2028');

const STARTS = {
  kconfig: [
    '',
    'if ',
    'config A\n\tdepends on ',
    'config A\n\tselect B if "',
    'config A\n\tbool "',
    'rsource "',
  ],
  kbuild: [
    ...[
      '',
      '\t',
      'include ',
      'obj-y += ',
      'obj-m += ',
      'obj-$(',
      'a-y := ',
      'ifeq (',
      'obj-$(CONFIG_A) += a.o',
    ],
    ...['obj-y += $(addprefix a/, ', 'obj-y += $(addprefix '],
  ],
};
const BLOCKS = {
  kconfig: [
    ...[
      'config A\n',
      'if A\n',
      'if A\nendif\n',
      'menu "m"\n\tdepends on A\n',
      'choice\n',
      'endif\n',
      'help\n',
    ],
    ...[
      'config A\n\tdepends on B\n',
      '\tdepends on A\n',
      '\tprompt "a"\n',
      'source "a"\n',
      'rsource "../a/"\n',
    ],
  ],
  kbuild: [
    ...[
      'ifdef CONFIG_A\n',
      'ifdef CONFIG_A\nendif\n',
      'else\n',
      'else ifdef CONFIG_B\n',
      'endif\n',
      'x-y := $(x-y)\n',
    ],
    ...['obj-y += a/ \\\n', 'obj-m += a.o\n', 'obj-m += a.o\na-y := b.o\n', 'a-y := $(b-y)\nb-y := $(a-y)\n'],
    ...['a-$(CONFIG_B) += b.o\n', 'include a\n', '\tobj-y += a.o\n', 'obj-y := $(addprefix a/,b.o c.o)\n'],
  ],
};

describe.each(SCANNED_BY_RECORDS)('a long %s file', (language) => {
  it.each(STARTS[language])('of one line that begins with %j and goes on with anything', (start) => {
    for (const piece of pieces) {
      const once = work(language, 'a/b', fill(start, piece, MEGABYTE));
      const twice = work(language, 'a/b', fill(start, piece, 2 * MEGABYTE));
      expect(twice.json, piece).toBeLessThanOrEqual(MOST_GROWTH * once.json + 1000);
    }
  });

  it.each(BLOCKS[language])('of %j again and again', (block) => {
    const once = work(language, 'a/b', fill('', block, MEGABYTE));
    const twice = work(language, 'a/b', fill('', block, 2 * MEGABYTE));
    expect(twice.json).toBeLessThanOrEqual(MOST_GROWTH * once.json + 1000);
    expect(twice.symbols).toBeLessThanOrEqual(MOST_GROWTH * once.symbols + 1);
  });

  it('of 8 MB: one line, one name, names, blocks', () => {
    for (const start of STARTS[language]) work(language, 'a/b', fill(start, 'A', 7.9 * MEGABYTE));
    for (const start of STARTS[language]) work(language, 'a/b', fill(start, 'A"$(a.o ', 7.9 * MEGABYTE));
    for (const block of BLOCKS[language]) work(language, 'a/b', fill('', block, 8 * MEGABYTE));
  });
});

const numbered = (count: number, text: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => text(n)).join('');

/** Each makes much of every one of the many things that it holds. */
const PRODUCTS: [what: string, language: 'kconfig' | 'kbuild', path: string, source: string][] = [
  [
    'objects listed by a variable of 2 MB',
    'kbuild',
    'Makefile',
    `obj-$(${'x'.repeat(2 * MEGABYTE)}) += ${numbered(200_000, (n) => `a${n}.o `)}`,
  ],
  [
    'objects listed by a variable of NULs',
    'kbuild',
    'Makefile',
    `obj-$(é${'\0'.repeat(2 * MEGABYTE)}) += ${numbered(200_000, (n) => `a${n}.o `)}`,
  ],
  [
    'parts of an object whose name has 2 MB',
    'kbuild',
    'Makefile',
    `obj-y += a.o\n${'x'.repeat(2 * MEGABYTE)}-y := $(a-y)\n${numbered(100_000, (n) => `a-$(${n}) := b.o\n`)}`,
  ],
  [
    'objects under many conditions on long names',
    'kbuild',
    'Makefile',
    `${numbered(64, (n) => `ifdef CONFIG_${n}${'X'.repeat(980)}\n`)}obj-m += ${numbered(500_000, (n) => `${n}.o `)}`,
  ],
  [
    'objects in a folder with a long name',
    'kbuild',
    `${'x'.repeat(980)}/Makefile`,
    `obj-m += ${numbered(500_000, (n) => `${n}.o `)}`,
  ],
  [
    'folders in a folder with a long name',
    'kbuild',
    `${'x'.repeat(2000)}/Makefile`,
    `obj-m += ${numbered(500_000, (n) => `${n}/ `)}`,
  ],
  [
    'names behind a long prefix',
    'kbuild',
    'Makefile',
    `obj-m += z.o\n${numbered(10, () => `obj-m += $(addprefix ${'x'.repeat(3000)}/, ${numbered(50_000, (n) => `${n}.o `)})\n`)}`,
  ],
  [
    'symbols in blocks that depend on many long names',
    'kconfig',
    'Kconfig',
    `${numbered(64, (n) => `if A${n}${'X'.repeat(980)}\n`)}${numbered(500_000, (n) => `config ${n}\n`)}`,
  ],
  [
    'lines that each name many symbols',
    'kconfig',
    'Kconfig',
    numbered(100, (m) => `config A\n\tdepends on ${numbered(5_000, (n) => `A${m}_${n}||`)}\n`),
  ],
];

describe('a file that multiplies', () => {
  it.each(PRODUCTS)('%s', (_, language, path, source) => {
    const { symbols, json } = work(language, path, source);
    expect(symbols + json).toBeGreaterThan(0);
    // Each symbol may have a signature of 400 bytes; what else is repeated is bounded for the whole file.
    expect(json).toBeLessThan(symbols * 600 + 40 * source.length + 150 * MEGABYTE);
    expect(engine.memoryBytes()).toBeLessThan(2 ** 30);
  });
});
