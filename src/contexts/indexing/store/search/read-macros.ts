import type { Tx } from '../../../../kernel/context.ts';
import type { NameBytes } from '../../domain/front-coded.ts';
import { decodeLines } from '../decode/decode-lines.ts';
import { macrosThat } from '../decode/decode-macros.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { LAST, type MacroMatch, type SearchFilter } from './search-filter.ts';

/** Files that are looked at, and bytes of macros that are read of them. */
const MOST_FILES = 4096;
const MOST_BYTES = 500_000;

interface SizedFile {
  file_id: number;
  bytes: number;
}

/** Which macros a search wants. */
export interface MacroTest {
  /** Asked of every name that is read, one after the other, before it is made text. */
  mayMean: (name: NameBytes) => boolean;
  isMeant: (name: string) => boolean;
}

/**
 * Macros that pass a test, of files with ids after `after`. Small files come first: the largest are lists of
 * registers, and one of them is as large as a thousand others.
 *
 * @returns `isAll` when no file was left out.
 */
export async function readMacros(
  tx: Tx,
  index: IndexRef,
  after: number,
  { language, path }: SearchFilter,
  test: MacroTest,
): Promise<{ matches: MacroMatch[]; isAll: boolean }> {
  const sized = await tx.query<SizedFile>({
    name: 'indexing_macro_sizes',
    sql: `select file_id, octet_length(macros) as bytes from keelson.index_file
      where tenant_id = $1 and index_id = $2 and macros is not null and file_id > $6 and file_id <= 2147483647
        and ($3::text is null or language = $3) and ($4::text is null or path >= $4 and path < $5)
      order by file_id limit ${MOST_FILES + 1}`,
    parameters: [
      index.tenant,
      index.id,
      language ?? null,
      path ?? null,
      path === undefined ? null : path + LAST,
      after,
    ],
  });
  const files = takeSmallest(sized);
  return { matches: await readFiles(tx, index, files, test), isAll: files.length === sized.length };
}

function takeSmallest(sized: readonly SizedFile[]): number[] {
  let bytes = 0;
  return sized
    .slice(0, MOST_FILES)
    .sort((a, b) => a.bytes - b.bytes || a.file_id - b.file_id)
    .filter((file) => (bytes += file.bytes) <= MOST_BYTES)
    .map(({ file_id: id }) => id);
}

async function readFiles(
  tx: Tx,
  index: IndexRef,
  files: readonly number[],
  test: MacroTest,
): Promise<MacroMatch[]> {
  if (files.length === 0) return [];
  const rows = await tx.query<{ file_id: number; macros: Uint8Array; macro_lines: Uint8Array }>({
    name: 'indexing_read_macros',
    sql: `select file_id, macros, macro_lines from keelson.index_file
      where tenant_id = $1 and index_id = $2 and file_id = any ($3::int[]) order by file_id`,
    parameters: [index.tenant, index.id, files],
  });
  return rows.flatMap(({ file_id: fileId, macros, macro_lines }) => {
    const meant = macrosThat(macros, test.mayMean).filter(({ name }) => test.isMeant(name));
    if (meant.length === 0) return [];
    const lines = decodeLines(macro_lines, 0);
    return meant.map(({ name, functionLike, place }) => ({
      name,
      fileId,
      line: lines[place] ?? 1,
      functionLike,
    }));
  });
}
