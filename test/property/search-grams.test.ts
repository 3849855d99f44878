import {
  array,
  asyncProperty,
  assert,
  constantFrom,
  integer,
  nat,
  oneof,
  record,
  string,
  type Arbitrary,
} from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { search } from '../../src/contexts/indexing/operations/search.ts';
import { createStage } from '../../src/contexts/indexing/store/overlay/insert-rows.ts';
import { removeFiles } from '../../src/contexts/indexing/store/overlay/remove-files.ts';
import { buildRows, type TestFile } from '../support/build-rows.ts';
import type { TestDatabase } from '../support/database.ts';
import { giveGrams } from '../support/give-grams.ts';
import { indexDatabase } from '../support/index-database.ts';
import { asOwner } from '../support/index-state.ts';
import { loadIndex } from '../support/load-index.ts';
import { caller, runnerOn } from '../support/runner.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await indexDatabase();
});
afterAll(() => db.drop());

/** Pieces of which names, paths and queries are made, so that they often hold each other. */
const piece = oneof(
  constantFrom(
    'read',
    'vfs_',
    '_',
    '%',
    "'",
    '"',
    '\\',
    '.',
    '/',
    'A',
    'é',
    '日本',
    '😀',
    ' ',
    '$1',
    '-',
    'x9',
  ),
  string({ unit: 'grapheme', maxLength: 3 }),
);
const word = (most: number): Arbitrary<string> =>
  array(piece, { minLength: 1, maxLength: most }).map(
    (pieces) =>
      // No name has a line break or NUL in it.
      pieces
        .join('')
        .toWellFormed()
        .replaceAll(/[\0\n]/g, '') || 'x',
  );

const file = record({
  path: word(4),
  language: constantFrom('c', 'go'),
  symbols: array(
    record({
      name: word(4),
      line: constantFrom(1, 2),
      kind: constantFrom('function' as const, 'struct' as const),
      doc: word(6),
    }),
    { maxLength: 8 },
  ),
  // Lines of their own, so that none is a symbol as well.
  macros: array(word(3), { maxLength: 6 }).map((names) => names.map((name, at) => ({ name, line: 10 + at }))),
});
const files = array(file, { minLength: 1, maxLength: 5 }).map((list) => byPath(list));
const query = oneof(word(5), record({ text: nat(), from: nat(), length: integer({ min: 3, max: 8 }) }));
const filters = {
  match: constantFrom('auto', 'exact', 'prefix', 'word', 'substring'),
  kinds: array(constantFrom('function', 'struct', 'macro', 'file'), { maxLength: 2 }),
  language: constantFrom('c', 'go'),
  path: piece.map((text) => text.replaceAll('\0', '') || 'v'),
};
const question = oneof(record({ query }), record({ query, ...filters }, { requiredKeys: ['query'] }));

/** Each path once, and below a folder so that those of several lists differ. */
function byPath(list: readonly TestFile[], folder = ''): TestFile[] {
  const unique = new Map<string, TestFile>();
  for (const one of list) unique.set(one.path, { ...one, path: folder + one.path });
  return [...unique.values()];
}

/** What of a file a query may be a piece of. */
function textsOf({ path, symbols = [], macros = [] }: TestFile): string[] {
  return [
    path,
    ...symbols.flatMap(({ name, doc }) => (doc === undefined ? [name] : [name, doc])),
    ...macros.map(({ name }) => name),
  ];
}

function pieceOf(texts: readonly string[], at: { text: number; from: number; length: number }): string {
  const text = texts[at.text % texts.length]!;
  // Three characters are the fewest that lists are asked for.
  const from = at.from % Math.max(1, text.length - 2);
  return text.slice(from, from + at.length).toWellFormed();
}

describe('a search with grams', () => {
  it('answers what one without them answers, also of files that came or went since', async () => {
    const run = runnerOn(db.database);
    let round = 0;
    const given = record({
      files,
      overlay: files,
      questions: array(question, { minLength: 20, maxLength: 20 }),
    });
    await assert(
      asyncProperty(given, async ({ files: base, overlay, questions }) => {
        const repository = `/src/${(round += 1)}`;
        for (const tenant of [1, 2]) {
          const indexId = await loadIndex(db.database, repository, [base, byPath(base, 'b/')], { tenant });
          if (tenant === 2)
            expect(await giveGrams(db.database, indexId, { tenant })).toMatchObject({ repository });
          await asOwner(
            db.database,
            async (owner) => {
              const index = { tenant, id: indexId };
              await owner.query({ sql: 'begin' });
              await removeFiles(owner, index, [base[0]!.path]);
              const stage = createStage(owner);
              for (const batch of buildRows(2000, byPath(overlay, 'o/'))) await stage.add(batch);
              await stage.moveTo(index);
              await owner.query({
                sql: 'update keelson.code_index set overlays = 1 where id = $1',
                parameters: [indexId],
              });
              await owner.query({ sql: 'commit' });
            },
            tenant,
          );
        }
        const texts = [...base, ...overlay].flatMap(textsOf);
        for (const { query: asked, ...rest } of questions) {
          const input = { ...rest, query: typeof asked === 'string' ? asked : pieceOf(texts, asked) };
          const [without, with_] = await Promise.all(
            [1, 2].map(async (tenant) => {
              const { index: _, ...answer } = (await run(search, caller({ tenant }), {
                ...input,
                repository,
              })) as {
                index: unknown;
              };
              return answer;
            }),
          );
          expect(with_).toEqual(without);
        }
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});
