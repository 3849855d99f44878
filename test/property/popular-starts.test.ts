import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankName } from '../../src/contexts/indexing/domain/rank-name.ts';
import { bestStarting } from '../../src/contexts/indexing/domain/terms/best-starting.ts';
import {
  type BlockParts,
  joinBlock,
  splitBlocks,
  termsThat,
  type Term,
} from '../../src/contexts/indexing/domain/terms/decode-terms.ts';
import { encodeParts } from '../../src/contexts/indexing/domain/terms/encode-parts.ts';
import { encodeTerms } from '../../src/contexts/indexing/domain/terms/encode-terms.ts';
import { createNameFinder } from '../../src/contexts/indexing/domain/terms/name-bytes.ts';
import { createStartFinder } from '../../src/contexts/indexing/domain/terms/popular-starts.ts';
import { createTermArena, type TermArena } from '../../src/contexts/indexing/domain/terms/term-arena.ts';
import {
  byScore,
  foldAscii,
  macroCandidates,
  symbolCandidates,
} from '../../src/contexts/indexing/store/search/candidates.ts';

/** Small, so that a few blocks reach each of them. */
const BOUNDS = { first: 2, more: 3, most: 8, enough: 600, mostMatches: 500, kept: 20, popular: 300 };

interface StoredBlock {
  first: Buffer;
  terms: Term[];
}

/** Symbols and macros that answer a prefix, as a search that reads the blocks finds them. */
function answerOf(blocks: readonly StoredBlock[], query: string) {
  const bytes = Buffer.from(query);
  const from = blocks.findLastIndex(({ first }) => first.compare(bytes) <= 0);
  const past = Buffer.concat([bytes, Buffer.of(0xff)]);
  const readable = blocks.slice(from).filter(({ first }) => first.compare(past) < 0);
  const terms: Term[] = [];
  const matches = () => terms.reduce((sum, { symbols, macros }) => sum + symbols.length + macros.length, 0);
  let isAll = false;
  for (let skip = 0; skip < BOUNDS.most && matches() < BOUNDS.enough;) {
    const count = skip === 0 ? BOUNDS.first : BOUNDS.more;
    const read = readable.slice(skip, skip + count);
    terms.push(...read.flatMap((block) => block.terms.filter(({ name }) => name.startsWith(query))));
    if (read.length < count) {
      isAll = matches() < BOUNDS.enough;
      break;
    }
    skip += count;
  }
  const symbols = terms.flatMap(({ name, symbols: own }) => own.map((symbol) => ({ ...symbol, name })));
  const macros = terms.flatMap(({ name, macros: own }) => own.map((macro) => ({ ...macro, name })));
  return { symbols: symbols.length, macros: macros.length, isAll, best: bestOf(terms, query) };
}

function bestOf(terms: readonly Term[], query: string) {
  const rank = (name: string) => (name === query ? 1 : rankName(foldAscii(query), foldAscii(name), true));
  const cut = <Match>(matches: Match[]): Match[] => matches.slice(0, BOUNDS.mostMatches);
  const symbols = terms.flatMap(({ name, symbols: own }) =>
    own.map(({ id, kind }) => ({ id, kind: String.fromCharCode(kind), name })),
  );
  const macros = terms.flatMap(({ name, macros: own }) => own.map((macro) => ({ ...macro, name })));
  return [...symbolCandidates(cut(symbols), rank), ...macroCandidates(cut(macros), rank)]
    .toSorted(byScore)
    .slice(0, BOUNDS.kept);
}

/** Names made of few parts, in a number that fills blocks; some have many symbols, some macros. */
const words = fc.uniqueArray(
  fc.oneof(
    { weight: 5, arbitrary: fc.stringMatching(/^[a-cX_]{1,6}$/) },
    { weight: 1, arbitrary: fc.constantFrom('é', '日本', '😀', '\uFF5E') },
  ),
  { minLength: 8, maxLength: 12 },
);
const repository = fc.record({
  words,
  // Few of a kind that is ranked lower, a macro, several symbols of one name.
  kinds: fc.array(fc.constantFrom('f', 'f', 's', 'C', 'M', 'ff', 'fCfffM'), { minLength: 1, maxLength: 7 }),
  depth: fc.constantFrom(3, 4),
});

/** Names of one length, in another order as text than as bytes. */
const ODD_ORDER = { words: ['😀', '\uFF5E\uFF5E', 'bb'], kinds: ['f'], depth: 8 };

function arenaOf({
  words: parts,
  kinds,
  depth,
}: {
  words: string[];
  kinds: string[];
  depth: number;
}): TermArena {
  let names = [''];
  for (let level = 0; level < depth; level++) {
    names = names.flatMap((name) => (name.length > 40 ? [name] : parts.map((part) => name + part)));
    names = names.slice(0, 6000);
  }
  const arena = createTermArena();
  const utf8 = new TextEncoder();
  const distinct = [...new Set(names)].filter((name) => name !== '');
  const macros: number[] = [];
  let id = 0;
  for (const [at, name] of distinct.entries()) {
    const bytes = utf8.encode(name);
    const term = arena.add(bytes, bytes.length, 0);
    for (const kind of kinds[at % kinds.length]!) {
      if (kind === 'M') macros.push(term);
      else arena.addSymbol(term, id++, kind.charCodeAt(0));
    }
  }
  for (const [at, term] of macros.entries()) arena.addMacro(term, 7 + at, 1 + (at % 3), at % 2 === 0);
  return arena;
}

describe('names that start with a query', () => {
  it('are ranked alike while they are read and after', () => {
    fc.assert(
      fc.property(repository, (made) => {
        const read: BlockParts[] = [];
        for (const block of encodeTerms(arenaOf(made))) read.push(...splitBlocks(joinBlock(block)));
        const all = read.flatMap((block) => termsThat(block, () => true));
        for (const query of ['', 'a', 'X_', ...made.words]) {
          const terms = all.filter(({ name }) => name.startsWith(query));
          const ranked = bestStarting(read, query, BOUNDS);
          if (ranked === undefined) {
            expect(terms.some(({ name }) => /[\u{10000}-\u{10FFFF}]/u.test(name))).toBe(true);
            continue;
          }
          expect({ query, best: bestOf(ranked.best, query) }).toEqual({ query, best: bestOf(terms, query) });
          expect(ranked.symbols).toBe(terms.flatMap(({ symbols }) => symbols).length);
          expect(ranked.macros).toBe(terms.flatMap(({ macros }) => macros).length);
        }
      }),
      { numRuns: 25, examples: [[ODD_ORDER]] },
    );
  });
});

describe('popular starts of names', () => {
  it('have the answer that reading the dictionary gives, and none is missing', () => {
    let seen = 0;
    fc.assert(
      fc.property(repository, (made) => {
        const arena = arenaOf(made);
        const find = createNameFinder(arena.names());
        const found = new Map<string, { symbols: number; macros: number; isAll: boolean; best: unknown }>();
        const finder = createStartFinder(find, BOUNDS, ({ start, best, ...counts }) => {
          const query = Buffer.from(start).toString();
          const [parts] = splitBlocks(encodeParts(best, find));
          found.set(query, {
            ...counts,
            best: bestOf(
              termsThat(parts!, () => true),
              query,
            ),
          });
        });
        const blocks: StoredBlock[] = [];
        for (const block of encodeTerms(arena)) {
          finder.add(block.terms);
          const terms = splitBlocks(joinBlock(block)).flatMap((part) => termsThat(part, () => true));
          blocks.push({ first: Buffer.from(block.first), terms });
        }
        finder.end();
        for (const [query, answer] of found)
          expect({ query, ...answer }).toEqual({ query, ...answerOf(blocks, query) });
        for (const query of popularOf(blocks)) expect(found.has(query) ? '' : query).toBe('');
        seen += found.size;
      }),
      {
        numRuns: 25,
        examples: [[ODD_ORDER]],
      },
    );
    expect(seen).toBeGreaterThan(40);
  });
});

/** Starts that all names of consecutive blocks have, which have enough matches, and the name before these. */
function popularOf(blocks: readonly StoredBlock[]): Set<string> {
  const popular = new Set<string>();
  for (let from = 1; from < blocks.length; from++) {
    let matches = 0;
    for (let to = from; to < blocks.length && matches < BOUNDS.popular; to++) {
      for (const { symbols, macros } of blocks[to]!.terms) matches += symbols.length + macros.length;
      if (matches < BOUNDS.popular) continue;
      const last = blocks[to]!.terms.at(-1)!.name;
      const before = blocks[from - 1]!.terms.at(-1)!.name;
      for (
        let length = 1;
        last.slice(0, length) === before.slice(0, length) && length <= last.length;
        length++
      ) {
        const start = last.slice(0, length);
        // Names with characters of four bytes are left to a search that reads them.
        const isOdd = blocks.some(({ terms }) =>
          terms.some(({ name }) => name.startsWith(start) && /[\u{10000}-\u{10FFFF}]/u.test(name)),
        );
        if (!isOdd && start.isWellFormed()) popular.add(start);
      }
    }
  }
  return popular;
}
