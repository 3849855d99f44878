import type { Database } from '../../src/platform/db/types.ts';
import { hits } from './decode-copy.ts';
import { asOwner } from './index-state.ts';

type Row = Record<string, unknown>;
const TABLES = ['file', 'symbol', 'posting', 'macro', 'entrypoint', 'name'] as const;
/** Kinds of postings whose ids are symbols, and whose id is a number; those of all others are files. */
const OF_SYMBOLS = new Set(['c', 'f', 'u', 'M']);
const COUNTS = new Set(['r']);

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
    const { key, kind, ids } = row as { key: string; kind: string; ids: number[] };
    if (COUNTS.has(kind)) {
      counts.set(`${kind} ${key}`, (counts.get(`${kind} ${key}`) ?? 0) + ids[0]!);
      return [];
    }
    return ids.map((id) => [kind, key, OF_SYMBOLS.has(kind) ? symbolOf(id) : fileOf(id)]);
  });
  return {
    file: sorted(tables.get('file')!.map(named)),
    symbol: sorted(tables.get('symbol')!.map(named)),
    entrypoint: sorted(tables.get('entrypoint')!.map(named)),
    name: sorted(tables.get('name')!.map(named)),
    posting: sorted([...postings, ...counts]),
    // Hits of files that are gone may stay: a question verifies each in its file.
    macro: sorted(
      tables
        .get('macro')!
        .flatMap(hitsOf)
        .map(([bucket, tag, id]) => [bucket, tag, fileOf(id)]),
    ).filter((hit) => !hit.endsWith('"gone"]')),
  };
}

/** Bucket, tag and file of each macro. */
function hitsOf({ bucket, chunk, hits: hex }: Row): [number, number, number][] {
  const found = hits(Buffer.from(String(hex).slice(2), 'hex'));
  return found.map(([tag, file]) => [Number(bucket), tag, Number(chunk) * 2 ** 20 + file]);
}
