import { array, assert, constantFrom, nat, oneof, property, string, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSoundChunk } from '../support/expect-sound-chunk.ts';
import { piecesOf } from '../support/pieces.ts';
import { readCorpus, scanAs, BUILD_LANGUAGES } from '../support/scan-as.ts';
import { newEngine } from '../support/scan-sources.ts';

const COMMON = piecesOf(
  `␤ ␤ ␣ ␉ \\␤ \\␍␤ ␍ ␀ é 😀 " ' # \\ $ ( ) $( $(a␣$(b)) , - . / ../ = A b1 0xAB CONFIG_A CONFIG_ if on y
  ${'L'.repeat(1001)} ${'N'.repeat(990)} ${'x'.repeat(300)}`,
).concat('\u0001', '\u00a0', '\u2028', '\ufeff');
const TOKENS = {
  kconfig: piecesOf(
    `config␣ ␤config␣A␤ ␤menuconfig␣B␤ tristate␣"p" def_bool ␤␉prompt␣"q" ␤␉int␣ ␤␉depends␣on␣ ␤␉select␣
    ␤if␣A␣&&␣ ␤endif␤ ␤menu␣"m"␤ ␤endmenu␤ ␤choice␤ ␤endchoice␤ ␤source␣" ␤orsource␣" ␤␉help␤ ␤␉␣␣text␤
    ␤---help---␤ "C␣\\"␣D" $(M,N) ␣&&␣`,
  ),
  kbuild: piecesOf(
    `␤obj-y␣+=␣ ␤obj-m␣:=␣ ␤obj-$(CONFIG_A)␣+=␣ ␤lib-y␣=␣ ␤core-y␣+=␣ ␤␉obj-y␣+=␣t.o ␤a-y␣+=␣ ␤a-objs␣:=␣
    ␤b-$(CONFIG_B)␣+=␣ a.o␣ b.o␣ d/e.o␣ ../f.o␣ d/␣ /g.o␣ %.o␣ x$(BITS).o␣ $(a-y)␣ $(b-y)␣ $(addprefix␣p/,␣
    $(src)/h.o␣ ␤ifdef␣CONFIG_A␤ ␤ifeq␣($(CONFIG_B),y)␤ ␤else␤ ␤else␣ifneq␣($(CONFIG_C),␣n)␤ ␤endif␤ ␤include␣$(x)/`,
  ),
};
const PATHS = {
  kconfig: ['Kconfig', 'drivers/net/Kconfig'],
  kbuild: ['Makefile', 'arch/x86/Makefile', 'drivers/net/Makefile'],
};

const engine = newEngine();

describe.each(BUILD_LANGUAGES)('any %s file', (language) => {
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
