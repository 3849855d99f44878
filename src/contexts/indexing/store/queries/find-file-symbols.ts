import type { Tx } from '../../../../kernel/context.ts';
import { SYMBOL_COLUMNS } from '../graph/read-symbols.ts';
import type { SymbolRow } from '../graph/read-symbols.ts';
import type { IndexRef } from './find-index.ts';

/** A part of a file: lines `from` … `to`. */
export interface FileRange {
  path: string;
  from: number;
  to: number;
}

/** A symbol of a file, and what it refers to. */
type FileSymbolRow = SymbolRow & { refs: string | null; ref_lines: Uint8Array | null };

/** Rows that one question reads at most. */
export const MOST_FILE_SYMBOLS = 50_000;

/**
 * Symbols that lie in parts of files, in the order asked and of their lines. A file's symbols follow one another, so
 * the blocks of its names say which they are. Each LIMIT is more than there can be: it keeps the planner from joining
 * the other way round, through all symbols.
 */
export async function findFileSymbols(
  tx: Tx,
  index: IndexRef,
  ranges: readonly FileRange[],
): Promise<FileSymbolRow[]> {
  if (ranges.length === 0) return [];
  return tx.query<FileSymbolRow>({
    name: 'indexing_find_file_symbols',
    sql: `select ${SYMBOL_COLUMNS}, s.refs, s.ref_lines
      from unnest($3::text[], $4::int[], $5::int[]) as wanted (path, from_line, to_line)
      cross join lateral (
        select file_id, path, language from keelson.index_file
        where tenant_id = $1 and index_id = $2 and path = wanted.path order by file_id limit 2048) f
      cross join lateral (
        select base_id, length(kinds) as symbols from keelson.index_name
        where tenant_id = $1 and index_id = $2 and file_id = f.file_id order by base_id limit 10000) block
      cross join lateral (
        select symbol_id, file_id, name, kind, flags, line, end_line, refs, ref_lines from keelson.index_symbol
        where tenant_id = $1 and index_id = $2
          and symbol_id >= block.base_id and symbol_id < block.base_id + block.symbols
          and line <= wanted.to_line and end_line >= wanted.from_line
        order by symbol_id limit 128) s
      limit ${MOST_FILE_SYMBOLS}`,
    parameters: [
      index.tenant,
      index.id,
      ranges.map(({ path }) => path),
      ranges.map(({ from }) => from),
      ranges.map(({ to }) => to),
    ],
  });
}
