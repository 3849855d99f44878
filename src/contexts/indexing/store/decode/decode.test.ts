import { array, assert, boolean, integer, oneof, property, stringMatching, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeLines, frontCode } from '../../../../../test/support/build-rows.ts';
import { frontCodedText } from '../../domain/front-coded.ts';
import { markedGramsOf } from '../../domain/grams.ts';
import { decodeLines } from './decode-lines.ts';
import {
  filesWithHash,
  macroBucket,
  macroHash,
  macroLines,
  createHolds,
  macroTag,
  macrosThat,
} from './decode-macros.ts';
import { decodeRefs, sitesOf, toplevelSitesOf } from './decode-refs.ts';
import { kindOfLetter } from './symbol-kinds.ts';

describe('decodeLines', () => {
  it('gives back any lines, from any start', () => {
    const line = integer({ min: 1, max: 500_000_000 });
    assert(
      property(array(line), line, (lines, start) => {
        const bytes = encodeLines(
          lines.map((at) => ({ line: at })),
          start,
        );
        expect(decodeLines(bytes, start)).toEqual(lines);
      }),
    );
  });

  it('refuses a number that does not end', () => {
    expect(() => decodeLines(Uint8Array.of(2, 0x80), 0)).toThrow(RangeError);
    expect(() => decodeLines(new Uint8Array(9).fill(0xff), 0)).toThrow(RangeError);
  });
});

describe('decodeRefs', () => {
  const refs = 'kfree\n.read\n!MIN\n+Store\nkfree';
  const lines = encodeLines([{ line: 12 }, { line: 13 }, { line: 13 }, { line: 11 }, { line: 20 }], 10);

  it('tells names, types and lines', () => {
    expect(decodeRefs(refs, lines, 10)).toEqual([
      { name: 'kfree', type: 'direct', line: 12 },
      { name: 'read', type: 'indirect', line: 13 },
      { name: 'MIN', type: 'macro', line: 13 },
      { name: 'Store', type: 'new', line: 11 },
      { name: 'kfree', type: 'direct', line: 20 },
    ]);
    expect(decodeRefs(null, null, 10)).toEqual([]);
  });

  it('finds one callee, and not those whose names hold its name', () => {
    expect(sitesOf('kfree', refs, lines, 10).map(({ line }) => line)).toEqual([12, 20]);
    expect(sitesOf('free', refs, lines, 10)).toEqual([]);
  });
});

describe('toplevelSitesOf', () => {
  it('finds calls, and not macro invocations of the same name', () => {
    const lines = encodeLines([{ line: 9 }, { line: 3 }, { line: 4 }], 0);
    expect(toplevelSitesOf('main', 'main(x\nmain\n+main', lines)).toEqual([
      { name: 'main', type: 'direct', line: 3 },
      { name: 'main', type: 'new', line: 4 },
    ]);
  });
});

describe('macros', () => {
  it('are found among front-coded names, whatever they share', () => {
    const name = stringMatching(/^[A-Za-z_é][A-Za-z0-9_é]{0,300}$/u);
    assert(
      property(array(tuple(name, boolean()), { minLength: 1 }), (macros) => {
        const names = macros.map(([text, functionLike]) => (functionLike ? `${text}(` : text));
        const lines = encodeLines(
          names.map((_, place) => ({ line: place + 1 })),
          0,
        );
        const [wanted] = macros[0]!;
        expect(macroLines(wanted, frontCode(names), lines)).toEqual(
          macros.flatMap(([text, functionLike], place) =>
            text === wanted ? [{ line: place + 1, functionLike }] : [],
          ),
        );
      }),
    );
  });

  it('are filed by a hash of their bytes', () => {
    // FNV-1a of "a" is e40c292c (Fowler, Noll, Vo: draft-eastlake-fnv, appendix C), folded once.
    expect(macroHash('a')).toBe((0xe40c292c ^ (0xe40c292c >>> 15)) | 0);
    expect(macroBucket(macroHash('a'))).toBe(0xe40c292c >>> 24);
    const [low, high] = macroTag(macroHash('a'));
    const hits = Uint8Array.of(1, 2, 0x81, 0x01, low!, high!, 3, 1, 2, 0, low!, high!, 0);
    expect(filesWithHash(hits, macroHash('a'), 1)).toEqual([2 ** 20 + 132, 2 ** 20 + 132]);
    expect(filesWithHash(hits, 0x0201, 0)).toEqual([129, 132]);
    expect(() => filesWithHash(hits.subarray(0, 4), 0, 0)).not.toThrow();
    expect(() => filesWithHash(hits.subarray(0, 3), 0, 0)).toThrow(RangeError);
  });
});

describe('kindOfLetter', () => {
  it('knows the letters and no others', () => {
    expect(kindOfLetter('E')).toBe('enumerator');
    expect(() => kindOfLetter('?')).toThrow(RangeError);
  });
});

describe('names of macros', () => {
  it('come back, and the text of a list has the grams of them all', () => {
    const name = oneof(stringMatching(/^[ABé日_]{1,6}\(?$/u), stringMatching(/^A[A-D]{0,5}\(?$/));
    assert(
      property(array(name), (names) => {
        const macros = frontCode(names);
        const plain = names.map((one) => one.replace(/\($/, ''));
        expect(macrosThat(macros, () => true).map((macro) => macro.name)).toEqual(plain);
        expect(new Map(markedGramsOf(frontCodedText(frontCode(plain)), 'term'))).toEqual(
          new Map(markedGramsOf(plain.join('\n'), 'term')),
        );
      }),
    );
  });

  it('hold a text or do not, whatever the one before held', () => {
    const name = stringMatching(/^[ABab_]{1,8}\(?$/);
    assert(
      property(array(name), stringMatching(/^[ab_]{1,3}$/), (names, text) => {
        const holding = names
          .map((one) => one.replace(/\($/, ''))
          .filter((one) => one.toLowerCase().includes(text));
        expect(macrosThat(frontCode(names), createHolds(text)).map((macro) => macro.name)).toEqual(holding);
      }),
    );
  });
});
