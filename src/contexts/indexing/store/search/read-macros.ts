import type { Tx } from '../../../../kernel/context.ts';
import { decodeLines } from '../decode/decode-lines.ts';
import { macrosThat } from '../decode/decode-macros.ts';
import type { MacroBytes } from '../decode/decode-macros.ts';
import type { IndexRef } from '../queries/find-index.ts';
import type { SearchFilter } from './search-filter.ts';
import { LAST } from './search-filter.ts';

/** A definition of a macro. */
export interface MacroMatch {
  name: string;
  fileId: number;
  path: string;
  line: number;
  functionLike: boolean;
}

/** Files that are looked at, and bytes of macros that are read of them. */
const MOST_FILES = 4096;
const MOST_BYTES = 500_000;

interface SizedFile {
  file_id: number;
  bytes: number;
}

// Without ids ($6) those of the whole index. With a text, octet_length would read no more than its size either.
const SIZES = `select file_id, octet_length(macros) as bytes from keelson.index_file f
  where tenant_id = $1 and index_id = $2 and macros is not null
    and ($3::text is null or language = $3) and ($4::text is null or path >= $4 and path < $5)`;
const IN_ALL = {
  name: 'indexing_macro_sizes',
  sql: `${SIZES} and $6::int[] is null and $7::int is null order by file_id limit ${MOST_FILES + 1}`,
};
const IN_CHOSEN = {
  name: 'indexing_chosen_macro_sizes',
  sql: `select chosen.* from unnest($6::int[]) wanted cross join lateral (
      ${SIZES} and file_id = wanted limit 1) chosen
    union all (${SIZES} and file_id > $7 and file_id <= 2147483647 limit ${MOST_FILES + 1})`,
};

/** Which macros a search wants. */
export interface MacroTest {
  /** Asked of every name that is read, one after the other, before it is made text. */
  mayMean: (name: MacroBytes) => boolean;
  isMeant: (name: string) => boolean;
}

/**
 * Macros that pass a test, of these files and those with ids after `lastId`, or of all without. Small files come
 * first: the largest are lists of registers, and one of them is as large as a thousand others.
 *
 * @returns `isAll` when no file was left out.
 */
export async function readMacros(
  tx: Tx,
  index: IndexRef,
  { ids, lastId }: { ids?: Int32Array; lastId?: number },
  filter: SearchFilter,
  test: MacroTest,
): Promise<{ matches: MacroMatch[]; isAll: boolean }> {
  const path = filter.path ?? null;
  const end = path === null ? null : path + LAST;
  const sized = await tx.query<SizedFile>({
    ...(ids === undefined ? IN_ALL : IN_CHOSEN),
    parameters: [
      index.tenant,
      index.id,
      filter.language ?? null,
      path,
      end,
      ids === undefined ? null : [...ids.subarray(0, MOST_FILES)],
      lastId ?? null,
    ],
  });
  const files = takeSmallest(sized);
  const isAll =
    files.length === sized.length && sized.length <= MOST_FILES && (ids?.length ?? 0) <= MOST_FILES;
  return { matches: await readFiles(tx, index, files, test), isAll };
}

function takeSmallest(sized: readonly SizedFile[]): number[] {
  let bytes = 0;
  return [...sized]
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
  const rows = await tx.query<{ file_id: number; path: string; macros: Uint8Array; macro_lines: Uint8Array }>(
    {
      name: 'indexing_read_macros',
      sql: `select file_id, path, macros, macro_lines from keelson.index_file
      where tenant_id = $1 and index_id = $2 and file_id = any ($3::int[]) order by file_id`,
      parameters: [index.tenant, index.id, files],
    },
  );
  return rows.flatMap(({ file_id: fileId, path, macros, macro_lines }) => {
    const meant = macrosThat(macros, test.mayMean).filter(({ name }) => test.isMeant(name));
    if (meant.length === 0) return [];
    const lines = decodeLines(macro_lines, 0);
    return meant.map(({ name, functionLike, place }) => ({
      name,
      fileId,
      path,
      line: lines[place] ?? 1,
      functionLike,
    }));
  });
}
