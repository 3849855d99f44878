import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGramPostings, createMarkedPostings } from './gram-postings.ts';
import { gramsOf, markedGramsOf } from './grams.ts';
import { decodeIds, decodeMarked, encodeIds, intersectIds } from './id-list.ts';
import { pickMostFrequent } from './pick-frequent.ts';

const ids = fc
  .uniqueArray(fc.integer({ min: 0, max: 2 ** 31 - 1 }))
  .map((list) => list.toSorted((a, b) => a - b));
const text = fc.string({
  unit: fc.oneof(fc.constantFrom('a', 'B', '_', '.', '\n', '%'), fc.string({ unit: 'binary' })),
});

describe('gramsOf', () => {
  it('takes no account of case, and tells spaces apart', () => {
    expect(gramsOf('Vfs_Read', 'term')).toEqual(gramsOf('vfs_read', 'term'));
    expect(gramsOf('vfs_read', 'term')).toHaveLength(6);
    expect(gramsOf('abc', 'term')).not.toEqual(gramsOf('abc', 'path'));
    expect(gramsOf('ab', 'term')).toEqual([]);
    expect(gramsOf('aaaaa', 'term')).toHaveLength(1);
  });

  it('finds in a text the grams of whatever it holds', () => {
    fc.assert(
      fc.property(text, text, text, (before, query, after) => {
        const all = new Set(gramsOf(`${before}${query}${after}`, 'doc'));
        expect(gramsOf(query, 'doc').filter((gram) => !all.has(gram))).toEqual([]);
      }),
    );
  });
});

describe('lists of ids', () => {
  it('read back as they were written', () => {
    fc.assert(
      fc.property(ids, (list) => {
        expect([...decodeIds(encodeIds(list))]).toEqual(list);
      }),
    );
  });

  it('have in common what sets have in common', () => {
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(fc.nat(40)), { minLength: 1, maxLength: 4 }), (lists) => {
        const sorted = lists.map((list) => Int32Array.from(list).sort());
        const common = lists[0]!.filter((id) => lists.every((list) => list.includes(id)));
        expect([...intersectIds(sorted)]).toEqual(common.toSorted((a, b) => a - b));
      }),
    );
    expect([...intersectIds([])]).toEqual([]);
  });

  it('give the ids most of them hold', () => {
    const lists = [[1, 2, 3, 9], [2, 3, 9], [3, 7], [3]].map((list) => Int32Array.from(list));
    expect([...pickMostFrequent(lists, 9, 1)]).toEqual([3]);
    expect([...pickMostFrequent(lists, 9, 3)]).toEqual([2, 3, 9]);
    expect([...pickMostFrequent(lists, 9, 4)]).toEqual([1, 2, 3, 9]);
    expect([...pickMostFrequent(lists, 9, 100)]).toEqual([1, 2, 3, 7, 9]);
    expect([...pickMostFrequent([], 9, 5)]).toEqual([]);
  });
});

describe('createGramPostings', () => {
  it('lists under each gram what holds it, however long the list grows', () => {
    const texts = Array.from({ length: 3000 }, (_, place) => ({
      id: place * 300,
      text: `fn_${place % 7}_${place}`,
    }));
    const postings = createGramPostings('term');
    for (const { id, text: held } of texts) postings.add(id, held);
    const found = new Map([...postings.entries()].map(({ gram, ids: list }) => [gram, [...decodeIds(list)]]));
    expect([...found.keys()]).toEqual([...found.keys()].toSorted((a, b) => a - b));
    for (const query of ['fn_', '_12', '999']) {
      const expected = texts.filter(({ text: held }) => held.includes(query)).map(({ id }) => id);
      expect(found.get(gramsOf(query, 'term')[0]!)).toEqual(expected);
    }
    const all = new Set(texts.flatMap(({ text: held }) => gramsOf(held, 'term')));
    expect(found.size).toBe(all.size);
  });

  it('counts texts with the same id once', () => {
    const postings = createGramPostings('term');
    for (const held of ['abc abc', 'abc']) postings.add(0, held);
    postings.add(4, 'xabc');
    const [first] = gramsOf('abc', 'term');
    const entry = [...postings.entries()].find(({ gram }) => gram === first);
    expect([...decodeIds(entry!.ids)]).toEqual([0, 4]);
  });
});

describe('createMarkedPostings', () => {
  const find = (texts: readonly string[], query: string): number[] => {
    const postings = createMarkedPostings('term');
    for (const [at, held] of texts.entries()) postings.add(at * 40, held);
    const lists = new Map([...postings.entries()].map(({ gram, ids: list }) => [gram, list]));
    const wanted = [...markedGramsOf(query, 'term')];
    return [
      ...intersectIds(
        wanted.map(([gram, marks]) => decodeMarked(lists.get(gram) ?? new Uint8Array(0), marks)),
      ),
    ];
  };

  it('finds every text that holds a query', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 9 }), fc.nat(8), fc.nat(9), (texts, at, from) => {
        const query = texts[at % texts.length]!.split('\n')[0]!.slice(from);
        fc.pre(gramsOf(query, 'term').length > 0);
        const found = find(texts, query);
        const holding = texts.flatMap((held, place) => (held.includes(query) ? [place * 40] : []));
        expect(holding.filter((id) => !found.includes(id))).toEqual([]);
      }),
    );
  });

  it('tells texts apart by what comes after a gram', () => {
    expect(find(['led_x se_y', 'led_sex', 'led', 'xled_se'], 'led_se')).toEqual([40, 120]);
    expect(find(['abca abcb abcc', 'abcz', 'abc'], 'abc')).toEqual([0, 40, 80]);
  });
});
