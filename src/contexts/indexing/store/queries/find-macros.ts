import type { Tx } from '../../../../kernel/context.ts';
import { filesWithHash, macroBucket, macroHash, macroLines, macroTag } from '../decode/decode-macros.ts';
import { SYMBOL_KINDS } from '../../records.ts';
import type { IndexRef } from './find-index.ts';

/** Where a macro is defined. */
export interface MacroDefinition {
  name: string;
  fileId: number;
  path: string;
  language: string;
  line: number;
  functionLike: boolean;
}

/**
 * Definitions of a macro that are not symbols themselves (a function-like macro with calls in its body is one), in
 * the order of their files. The buckets name files by the hash of the macro's name; each
 * is verified in the file's own list, so a collision costs time only.
 */
export async function findMacros(tx: Tx, index: IndexRef, name: string): Promise<MacroDefinition[]> {
  const hash = macroHash(name);
  const buckets = await tx.query<{ chunk: number; hits: Uint8Array }>({
    name: 'indexing_macro_buckets',
    sql: `select chunk, hits from keelson.index_macro
      where tenant_id = $1 and index_id = $2 and bucket = $3 and position($4::bytea in hits) > 0`,
    parameters: [index.tenant, index.id, macroBucket(hash), Buffer.from(macroTag(hash))],
  });
  const files = [...new Set(buckets.flatMap(({ chunk, hits }) => filesWithHash(hits, hash, chunk)))];
  if (files.length === 0) return [];
  const [rows, symbols] = await Promise.all([readFiles(tx, index, files), macroSymbols(tx, index, name)]);
  const known = new Set(symbols.map(({ file_id, line }) => `${file_id}:${line}`));
  return rows.flatMap(({ file_id, path, language, macros, macro_lines }) =>
    macroLines(name, macros, macro_lines)
      .filter(({ line }) => !known.has(`${file_id}:${line}`))
      .map(({ line, functionLike }) => ({ name, fileId: file_id, path, language, line, functionLike })),
  );
}

/** The head of a macro's definition; what it takes and gives is not kept. */
export function macroHead(name: string, functionLike: boolean): string {
  return `#define ${name}${functionLike ? '(…)' : ''}`;
}

interface FileMacros {
  file_id: number;
  path: string;
  language: string;
  macros: Uint8Array;
  macro_lines: Uint8Array;
}

function readFiles(tx: Tx, index: IndexRef, files: readonly number[]): Promise<FileMacros[]> {
  return tx.query<FileMacros>({
    name: 'indexing_macro_files',
    sql: `select file_id, path, language, macros, macro_lines from keelson.index_file
      where tenant_id = $1 and index_id = $2 and file_id = any ($3::int[]) and macros is not null
      order by file_id`,
    parameters: [index.tenant, index.id, files],
  });
}

function macroSymbols(tx: Tx, index: IndexRef, name: string): Promise<{ file_id: number; line: number }[]> {
  return tx.query<{ file_id: number; line: number }>({
    name: 'indexing_macro_symbols',
    sql: `select file_id, line from keelson.index_symbol
      where tenant_id = $1 and index_id = $2 and name = $3 and kind = $4::"char"`,
    parameters: [index.tenant, index.id, name, SYMBOL_KINDS.macro],
  });
}
