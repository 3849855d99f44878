import type { Database } from '../../src/platform/db/types.ts';
import { macroBucket, macroHash, macroTag } from '../../src/contexts/indexing/store/decode/decode-macros.ts';
import { frontCoded, hits } from './decode-copy.ts';
import { asOwner } from './index-state.ts';

type Row = Record<string, unknown>;
interface Posting {
  key: string;
  kind: string;
  first_id: number;
  other_ids: number[] | null;
  repeats: number | null;
}
const TABLES = ['file', 'symbol', 'posting', 'macro', 'entrypoint', 'name'] as const;
/** Kinds of postings whose ids are symbols; those of all others are files. */
const OF_SYMBOLS = new Set(['c', 'f', 'u', 'M']);

/** What an index says, whatever its ids: every row, with records named by their file and place in it. */
export interface IndexContent {
  rows: Record<string, string[]>;
  totals: unknown;
}

/** Reads all of a ready index; whatever names a record that is not there is given as `gone`. */
export function readContent(database: Database, repository: string, tenant = 1): Promise<IndexContent> {
  return asOwner(
    database,
    async (owner) => {
      const [index] = await owner.query<{ id: number; totals: Row }>({
        sql: `select id, totals from keelson.code_index where repository = $1 and state = 'ready'`,
        parameters: [repository],
      });
      const read = (table: string): Promise<Row[]> =>
        owner
          .query<{ row: Row }>({
            sql: `select to_jsonb(t) - 'tenant_id' - 'index_id'${table === 'macro' ? '' : " - 'chunk'"} as row
              from keelson.index_${table} t
              where index_id = $1`,
            parameters: [index!.id],
          })
          .then((rows) => rows.map(({ row }) => row));
      const tables = new Map<string, Row[]>();
      for (const table of TABLES) tables.set(table, await read(table));
      return { rows: describe(tables), totals: index!.totals };
    },
    tenant,
  );
}

function describe(tables: ReadonlyMap<string, Row[]>): Record<string, string[]> {
  const files = new Map(tables.get('file')!.map((row) => [row['file_id'] as number, row['path'] as string]));
  const fileOf = (id: unknown): string => files.get(id as number) ?? 'gone';
  const symbols = new Map<number, string>();
  const places = new Map<string, number>();
  for (const row of tables
    .get('symbol')!
    .toSorted((a, b) => Number(a['symbol_id']) - Number(b['symbol_id']))) {
    const file = fileOf(row['file_id']);
    places.set(file, (places.get(file) ?? -1) + 1);
    symbols.set(row['symbol_id'] as number, `${file}#${places.get(file)!}`);
  }
  const symbolOf = (id: unknown): string | null =>
    id === null ? null : (symbols.get(id as number) ?? 'gone');
  const named = (row: Row): Row => {
    const { file_id: file, symbol_id: symbol, parent_id: parent, base_id: base, ...rest } = row;
    return {
      ...rest,
      ...(file !== undefined && { file: fileOf(file) }),
      ...(symbol !== undefined && { symbol: symbolOf(symbol) }),
      ...(parent !== undefined && { parent: symbolOf(parent) }),
      ...(base !== undefined && { base: symbolOf(base) }),
    };
  };
  const sorted = (rows: readonly unknown[]): string[] => rows.map((row) => JSON.stringify(row)).toSorted();
  const counts = new Map<string, number>();
  const postings = tables.get('posting')!.flatMap((row): unknown[] => {
    const { key, kind, first_id: first, other_ids: others, repeats } = row as unknown as Posting;
    if (repeats !== null) counts.set(`repeats ${key}`, (counts.get(`repeats ${key}`) ?? 0) + repeats);
    return [first, ...(others ?? [])].map((id) => [
      kind,
      key,
      OF_SYMBOLS.has(kind) ? symbolOf(id) : fileOf(id),
    ]);
  });
  return {
    file: sorted(tables.get('file')!.map(named)),
    symbol: sorted(tables.get('symbol')!.map(named)),
    entrypoint: sorted(tables.get('entrypoint')!.map(named)),
    name: sorted(tables.get('name')!.map(named)),
    posting: sorted([...postings, ...counts]),
    macro: sorted(liveHits(tables.get('macro')!, tables.get('file')!, fileOf)),
  };
}

/**
 * Bucket, tag and file of each hit that a question would not drop: hits of a file that is gone may stay, and another
 * file may have got its id since, so a question verifies each in its file.
 */
function liveHits(
  macros: readonly Row[],
  files: readonly Row[],
  fileOf: (id: unknown) => string,
): [number, number, string][] {
  const defined = new Set(
    files.flatMap(({ file_id: id, macros: names }) =>
      frontCoded(names === null ? null : bytesOf(names)).map((name) => {
        const hash = macroHash(name.replace(/\($/, ''));
        return `${Number(id)} ${macroBucket(hash)} ${Buffer.from(macroTag(hash)).readUInt16LE(0)}`;
      }),
    ),
  );
  return macros.flatMap(({ bucket, chunk, hits: hex }) =>
    hits(bytesOf(hex)).flatMap(([tag, file]): [number, number, string][] => {
      const id = Number(chunk) * 2 ** 20 + file;
      return defined.has(`${id} ${Number(bucket)} ${tag}`) ? [[Number(bucket), tag, fileOf(id)]] : [];
    }),
  );
}

/** Bytes from how PostgreSQL writes them in JSON. */
function bytesOf(hex: unknown): Buffer {
  return Buffer.from(String(hex).slice(2), 'hex');
}
