import type { Tx } from '../../../../kernel/context.ts';
import type { MacroPlace } from '../../domain/terms/term-arena.ts';
import { filesWithHash, macroBucket, macroHash, macroLines, macroTag } from '../decode/decode-macros.ts';
import { SYMBOL_KINDS } from '../../records.ts';
import { readTerm } from '../search/read-terms.ts';
import type { IndexRef } from './find-index.ts';

/** Where a macro is defined. */
export interface MacroDefinition extends MacroPlace {
  name: string;
  path: string;
  language: string;
}

/**
 * Definitions of a macro that are not symbols themselves (a function-like macro with calls in its body is one), in
 * the order of their files. The dictionary knows those of the chunks it was made of; buckets name the other files by
 * the hash of the macro's name, and each of these is verified in its own list, so a collision costs time only. So is
 * what the dictionary says once chunks have been replaced.
 */
export async function findMacros(tx: Tx, index: IndexRef, name: string): Promise<MacroDefinition[]> {
  const [found, hashed] = await Promise.all([readTerm(tx, index, name), filesInBuckets(tx, index, name)]);
  const known = found?.term?.macros ?? [];
  const places = found?.isCurrent === true ? known : [];
  const doubtful = places === known ? [] : known.map(({ fileId }) => fileId);
  const [sure, verified] = await Promise.all([
    locate(tx, index, name, places),
    verify(tx, index, name, [...new Set([...doubtful, ...hashed])]),
  ]);
  return [...sure, ...verified].sort((a, b) => a.fileId - b.fileId || a.line - b.line);
}

/** The head of a macro's definition; what it takes and gives is not kept. */
export function macroHead(name: string, functionLike: boolean): string {
  return `#define ${name}${functionLike ? '(…)' : ''}`;
}

async function filesInBuckets(tx: Tx, index: IndexRef, name: string): Promise<number[]> {
  const hash = macroHash(name);
  const buckets = await tx.query<{ chunk: number; hits: Uint8Array }>({
    name: 'indexing_macro_buckets',
    sql: `select chunk, hits from keelson.index_macro
      where tenant_id = $1 and index_id = $2 and bucket = $3 and position($4::bytea in hits) > 0`,
    parameters: [index.tenant, index.id, macroBucket(hash), Buffer.from(macroTag(hash))],
  });
  return buckets.flatMap(({ chunk, hits }) => filesWithHash(hits, hash, chunk));
}

/** Definitions in files that are still there: those have not changed. */
async function locate(
  tx: Tx,
  index: IndexRef,
  name: string,
  places: readonly MacroPlace[],
): Promise<MacroDefinition[]> {
  if (places.length === 0) return [];
  const files = await tx.query<{ file_id: number; path: string; language: string }>({
    name: 'indexing_locate_macros',
    sql: `select f.* from unnest($3::int[]) wanted cross join lateral (
        select file_id, path, language from keelson.index_file
        where tenant_id = $1 and index_id = $2 and file_id = wanted limit 1) f`,
    parameters: [index.tenant, index.id, [...new Set(places.map(({ fileId }) => fileId))]],
  });
  const byId = new Map(files.map((file) => [file.file_id, file]));
  return places.flatMap((place) => {
    const file = byId.get(place.fileId);
    return file === undefined ? [] : [{ ...place, name, path: file.path, language: file.language }];
  });
}

async function verify(
  tx: Tx,
  index: IndexRef,
  name: string,
  files: readonly number[],
): Promise<MacroDefinition[]> {
  if (files.length === 0) return [];
  const [rows, symbols] = await Promise.all([readFiles(tx, index, files), macroSymbols(tx, index, name)]);
  const known = new Set(symbols.map(({ file_id, line }) => `${file_id}:${line}`));
  return rows.flatMap(({ file_id, path, language, macros, macro_lines }) =>
    macroLines(name, macros, macro_lines)
      .filter(({ line }) => !known.has(`${file_id}:${line}`))
      .map(({ line, functionLike }) => ({ name, fileId: file_id, path, language, line, functionLike })),
  );
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
