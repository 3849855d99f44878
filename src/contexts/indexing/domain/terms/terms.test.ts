import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinBlock, splitBlocks, termsThat, type Term } from './decode-terms.ts';
import { encodeTerms } from './encode-terms.ts';
import { createNameFinder } from './name-bytes.ts';
import { sortTerms } from './sort-terms.ts';
import { createTermArena, type TermArena } from './term-arena.ts';

const FUNCTION = 'f'.charCodeAt(0);
const utf8 = new TextEncoder();

/** Adds a name as lists of names give it, sharing a start with the one before. */
function createAdder(arena: TermArena): (name: string) => number {
  let before = new Uint8Array(0);
  return (name) => {
    const bytes = utf8.encode(name);
    let shared = 0;
    while (shared < 255 && shared < bytes.length && bytes[shared] === before[shared]) shared++;
    before = bytes;
    return arena.add(bytes, bytes.length, shared);
  };
}

function arenaOf(names: readonly string[]): TermArena {
  const arena = createTermArena();
  const add = createAdder(arena);
  for (const [at, name] of names.entries()) arena.addSymbol(add(name), at, FUNCTION);
  return arena;
}

/** Blocks as they are stored, with their first names. */
function blocksOf(arena: TermArena): { first: Buffer; terms: Term[] }[] {
  const blocks: { first: Buffer; terms: Term[] }[] = [];
  for (const block of encodeTerms(arena)) {
    const [parts] = splitBlocks(joinBlock(block));
    blocks.push({ first: Buffer.from(block.first), terms: termsThat(parts!, () => true) });
  }
  return blocks;
}

const name = fc.oneof(
  fc.stringMatching(/^[ab_]{1,9}$/),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }).map((text) => text.toWellFormed()),
);
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

describe('sorting names', () => {
  it('goes by bytes, of groups that have room in a pass and of others', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { maxLength: 80 }),
        fc.constantFrom(undefined, 12, 30),
        (names, largestGroup) => {
          const terms = arenaOf(names).names();
          const find = createNameFinder(terms);
          const sorted = [...sortTerms(terms, largestGroup)].map((term) => {
            const { slab, start, size } = find(term);
            return Buffer.from(slab).toString('utf8', start, start + size);
          });
          expect(sorted).toEqual(names.toSorted(byBytes));
        },
      ),
    );
  });
});

describe('a dictionary', () => {
  it('has each name once, with all it stands for', () => {
    const use = fc.record({
      name,
      file: fc.nat(5),
      functionLike: fc.boolean(),
      kind: fc.constantFrom('f', 's', 'M'),
      isMacro: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(use, { maxLength: 120 }), (uses) => {
        const arena = createTermArena();
        const add = createAdder(arena);
        const expected = new Map<string, Omit<Term, 'name'>>();
        const of = (key: string): Omit<Term, 'name'> => {
          if (!expected.has(key)) expected.set(key, { symbols: [], macros: [] });
          return expected.get(key)!;
        };
        for (const [id, one] of uses.filter(({ isMacro }) => !isMacro).entries()) {
          arena.addSymbol(add(one.name), 3 * id, one.kind.charCodeAt(0));
          of(one.name).symbols.push({ id: 3 * id, kind: one.kind.charCodeAt(0) });
        }
        const macros = uses.filter(({ isMacro }) => isMacro).toSorted((a, b) => a.file - b.file);
        for (const [at, one] of macros.entries()) {
          const place = { fileId: one.file * 2 ** 20, line: at + 1, functionLike: one.functionLike };
          arena.addMacro(add(one.name), place.fileId, place.line, place.functionLike);
          of(one.name).macros.push(place);
        }
        const terms = blocksOf(arena).flatMap((block) => block.terms);
        expect(terms).toEqual(
          [...expected]
            .toSorted(([a], [b]) => byBytes(a, b))
            .map(([key, { symbols, macros: places }]) => ({
              name: key,
              symbols,
              macros: places,
            })),
        );
      }),
    );
  });

  it('is cut into blocks whose first names tell where a name is', () => {
    const names = Array.from({ length: 3000 }, (_, at) => `register_${at * 7919}_日本`);
    const blocks = blocksOf(arenaOf(names));
    expect(blocks.length).toBeGreaterThan(5);
    expect(blocks[0]!.first).toHaveLength(0);
    expect(blocks.flatMap(({ terms }) => terms.map((term) => term.name))).toEqual(names.toSorted(byBytes));
    for (const [at, { first, terms }] of blocks.entries()) {
      expect(Buffer.compare(first, Buffer.from(terms[0]!.name))).toBeLessThanOrEqual(0);
      if (at === 0) continue;
      const last = blocks[at - 1]!.terms.at(-1)!.name;
      expect(Buffer.compare(first, Buffer.from(last))).toBeGreaterThan(0);
    }
  });

  it('holds names longer than a block, or than a slab', () => {
    const names = ['a', 'x'.repeat(300), 'x'.repeat(9000), `${'x'.repeat(9000)}y`, 'z'.repeat(5_000_000)];
    const blocks = blocksOf(arenaOf(names));
    expect(blocks.flatMap(({ terms }) => terms.map((term) => term.name))).toEqual(names);
    expect(Math.max(...blocks.map(({ first }) => first.length))).toBeLessThanOrEqual(1000);
  });

  it('leaves macros out that are symbols as well', () => {
    const arena = createTermArena();
    const add = createAdder(arena);
    const term = add('clamp');
    arena.addSymbol(term, 4, 'M'.charCodeAt(0));
    arena.hideMacro(term, { fileId: 2, line: 9 });
    arena.addMacro(add('clamp'), 2, 8, true);
    arena.addMacro(add('clamp'), 2, 9, true);
    expect(blocksOf(arena)[0]!.terms).toEqual([
      {
        name: 'clamp',
        symbols: [{ id: 4, kind: 'M'.charCodeAt(0) }],
        macros: [{ fileId: 2, line: 8, functionLike: true }],
      },
    ]);
  });

  it('says when a block is damaged', () => {
    const [block] = [...encodeTerms(arenaOf(['abc', 'abd']))];
    const { names, uses } = block!;
    expect(() => termsThat({ names, uses: uses.subarray(0, 1) }, () => true)).toThrow(RangeError);
    expect(() => termsThat({ names: names.subarray(0, 1), uses }, () => true)).toThrow(RangeError);
  });
});
