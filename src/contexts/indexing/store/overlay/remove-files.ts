import type { Tx } from '../../../../kernel/context.ts';
import { PARTITIONED_TABLES, ROW_TABLES, type PartitionedTable } from '../partitions.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { chunkOf, idsOfChunk } from './id-ranges.ts';
import { removePostings } from './remove-postings.ts';

/** What an index has less once files are gone from it. */
export interface RemovedCounts {
  files: number;
  symbols: number;
  calls: number;
  entrypoints: number;
  /** Files of each language. */
  languages: ReadonlyMap<string, number>;
}

interface FileRow {
  file_id: number;
  path: string;
  language: string;
  toplevel: string | null;
}

/** Tables whose rows belong to a file, apart from those that are counted. */
const OTHERS: readonly PartitionedTable[] = PARTITIONED_TABLES.filter(
  (table) =>
    table.columns.includes('file_id') && table !== ROW_TABLES.symbol && table !== ROW_TABLES.entrypoint,
);

/**
 * Deletes the rows of files, wherever they are: in the chunks the index was loaded from, or in overlays. What is left
 * in index_macro are ids that no file has any more, or another one later; a question verifies each in its file.
 */
export async function removeFiles(tx: Tx, index: IndexRef, paths: readonly string[]): Promise<RemovedCounts> {
  const rows = await tx.query<FileRow>({
    sql: `select file_id, path, language, toplevel from keelson.index_file
      where tenant_id = $1 and index_id = $2 and path = any ($3::text[])`,
    parameters: [index.tenant, index.id, paths],
  });
  const counts = { symbols: 0, calls: 0, entrypoints: 0 };
  for (const [chunk, files] of groupByChunk(rows)) {
    const symbols = await removeSymbols(tx, index, chunk, files);
    counts.symbols += symbols.size;
    counts.calls += await removePostings(tx, index, { chunk, files, symbols });
  }
  const ids = rows.map(({ file_id: id }) => id);
  counts.entrypoints = await removeRows(tx, index, ROW_TABLES.entrypoint, ids);
  for (const table of OTHERS) await removeRows(tx, index, table, ids);
  // A file that was split over chunks has a row in each.
  const byPath = new Map(rows.map((row) => [row.path, row.language]));
  const languages = new Map<string, number>();
  for (const language of byPath.values()) languages.set(language, (languages.get(language) ?? 0) + 1);
  const outside = rows.reduce((sum, { toplevel }) => sum + callsOutside(toplevel), 0);
  return { ...counts, calls: counts.calls + outside, files: byPath.size, languages };
}

function groupByChunk(rows: readonly FileRow[]): Map<number, number[]> {
  const chunks = new Map<number, number[]>();
  for (const { file_id: id } of rows) chunks.set(chunkOf(id), [...(chunks.get(chunkOf(id)) ?? []), id]);
  return chunks;
}

/** Calls outside any symbol: the entries of toplevel that are no macro invocations. */
function callsOutside(toplevel: string | null): number {
  return toplevel === null ? 0 : toplevel.split('\n').filter((entry) => !entry.includes('(')).length;
}

async function removeSymbols(
  tx: Tx,
  index: IndexRef,
  chunk: number,
  files: readonly number[],
): Promise<Map<number, string | null>> {
  const { first, last } = idsOfChunk(chunk);
  const rows = await tx.query<{ symbol_id: number; refs: string | null }>({
    sql: `delete from keelson.index_symbol
      where tenant_id = $1 and index_id = $2 and symbol_id between $3 and $4 and file_id = any ($5::int[])
      returning symbol_id, refs`,
    parameters: [index.tenant, index.id, first, last, files],
  });
  return new Map(rows.map(({ symbol_id: id, refs }) => [id, refs]));
}

/** All at once: some of these tables are read whole, since they have no index by file. */
async function removeRows(
  tx: Tx,
  index: IndexRef,
  table: PartitionedTable,
  files: readonly number[],
): Promise<number> {
  const rows = await tx.query<{ count: number }>({
    sql: `with gone as (
        delete from keelson.${table.name}
        where tenant_id = $1 and index_id = $2 and file_id = any ($3::int[]) returning 1)
      select count(*)::int as count from gone`,
    parameters: [index.tenant, index.id, files],
  });
  return rows[0]!.count;
}
