import type { Tx } from '../../../../kernel/context.ts';
import type { MacroPlace } from '../../domain/terms/term-arena.ts';
import { filesWithHash, macroBucket, macroHash, macroLines, macroTag } from '../decode/decode-macros.ts';
import { SYMBOL_KINDS } from '../../records.ts';
import { COVERED } from '../search/gram-layout.ts';
import { termIn } from '../search/read-terms.ts';
import type { IndexRef } from './find-index.ts';
import { fileOf } from '../partitions.ts';

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
  const { known, isCurrent, hashed } = await lookUp(tx, index, name);
  const places = isCurrent ? known : [];
  const doubtful = isCurrent ? [] : known.map(({ fileId }) => fileId);
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

/** Where a macro may be defined. */
interface MacroHints {
  /** By the dictionary. */
  known: readonly MacroPlace[];
  /** Whether the dictionary is complete: once chunks have been replaced it only says where to look. */
  isCurrent: boolean;
  /** Files by the buckets, which have those of the chunks that came after the dictionary. */
  hashed: number[];
}

/** A block of the dictionary, or a chunk's bucket. */
type HintRow =
  | { block: Uint8Array; is_current: boolean; chunk: null; hits: null }
  | { block: null; is_current: null; chunk: number; hits: Uint8Array };

/** Both are asked by one statement: each is an index scan, and a statement of its own costs more than that. */
async function lookUp(tx: Tx, index: IndexRef, name: string): Promise<MacroHints> {
  const hash = macroHash(name);
  const rows = await tx.query<HintRow>({
    name: 'indexing_macro_hints',
    sql: `(select block, exists (select from keelson.index_gram
          where tenant_id = $1 and index_id = $2 and gram = ${COVERED}) as is_current,
          null::int2 as chunk, null::bytea as hits
        from keelson.index_term where tenant_id = $1 and index_id = $2 and first <= $3
        order by first desc limit 1)
      union all
      select null, null, chunk, hits from keelson.index_macro
      where tenant_id = $1 and index_id = $2 and bucket = $4 and position($5::bytea in hits) > 0`,
    parameters: [index.tenant, index.id, Buffer.from(name), macroBucket(hash), Buffer.from(macroTag(hash))],
  });
  const hints: MacroHints = { known: [], isCurrent: false, hashed: [] };
  for (const row of rows) {
    if (row.block === null) hints.hashed.push(...filesWithHash(row.hits, hash, row.chunk));
    else {
      hints.known = termIn(row.block, name)?.macros ?? [];
      hints.isCurrent = row.is_current;
    }
  }
  return hints;
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
    sql: `select f.* from unnest($3::int[]) wanted ${fileOf('wanted', 'file_id, path, language')}`,
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
