import { describe, expect, it } from 'vitest';
import type { FileCounts } from '../../src/contexts/indexing/extract/engine.ts';
import { piecesOf } from '../support/pieces.ts';
import { BUILD_LANGUAGES } from '../support/scan-as.ts';
import { newEngine } from '../support/scan-sources.ts';

// A reader that did something again for each byte or name of these would take minutes or hours, and memory without end.
// How much comes out of them is compared.

const shared = newEngine();

const MEGABYTE = 1_000_000;
/** Of twice as much: numbers of lines get longer. */
const MOST_GROWTH = 2.2;

/** Scans and emits; answers the counts, and the bytes of JSON as estimated. */
function work(
  language: 'kconfig' | 'kbuild',
  path: string,
  source: string,
  engine = shared,
): FileCounts & { json: number } {
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

const PIECES = piecesOf(
  `" ' \\" "\\" # \\# $ $( ( ) , $() $(a $(a-y)␣ $(BITS) "" = : + - -y . / ../ ./ a/ a.o a.o␣ a/␣ A␣ A&& CONFIG_
  CONFIG_A␣ $(CONFIG_A) \\␤ \\␍␤ ␍ ␀ ␣ ␉ é`,
).concat('\u00a0', '\ufeff', '\u2028');

/** What a line begins with. */
const STARTS = {
  kconfig: piecesOf('␣ if␣ config␣A␤␉depends␣on␣ config␣A␤␉select␣B␣if␣" config␣A␤␉bool␣" rsource␣"'),
  kbuild: piecesOf(
    `␣ ␉ include␣ obj-y␣+=␣ obj-m␣+=␣ obj-$( a-y␣:=␣ ifeq␣( obj-$(CONFIG_A)␣+=␣a.o obj-y␣+=␣$(addprefix␣a/,␣
    obj-y␣+=␣$(addprefix␣`,
  ),
};

const BLOCKS = {
  kconfig: piecesOf(
    `config␣A␤ if␣A␤ if␣A␤endif␤ menu␣"m"␤␉depends␣on␣A␤ choice␤ endif␤ help␤ config␣A␤␉depends␣on␣B␤
    ␉depends␣on␣A␤ ␉prompt␣"a"␤ source␣"a"␤ rsource␣"../a/"␤`,
  ),
  kbuild: piecesOf(
    `ifdef␣CONFIG_A␤ ifdef␣CONFIG_A␤endif␤ else␤ else␣ifdef␣CONFIG_B␤ endif␤ x-y␣:=␣$(x-y)␤ obj-y␣+=␣a/␣\\␤
    obj-m␣+=␣a.o␤ obj-m␣+=␣a.o␤a-y␣:=␣b.o␤ a-y␣:=␣$(b-y)␤b-y␣:=␣$(a-y)␤ a-$(CONFIG_B)␣+=␣b.o␤ include␣a␤
    ␉obj-y␣+=␣a.o␤ obj-y␣:=␣$(addprefix␣a/,b.o␣c.o)␤`,
  ),
};

describe.each(BUILD_LANGUAGES)('a long %s file', (language) => {
  it.each(STARTS[language])('of one line that begins with %j and goes on with anything', (start) => {
    for (const piece of PIECES) {
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
    const engine = newEngine();
    const { symbols, json } = work(language, path, source, engine);
    expect(symbols + json).toBeGreaterThan(0);
    // Each symbol may have a signature of 400 bytes; what else is repeated is bounded for the whole file.
    expect(json).toBeLessThan(symbols * 600 + 40 * source.length + 150 * MEGABYTE);
    expect(engine.memoryBytes()).toBeLessThan(2 ** 30);
  });
});
