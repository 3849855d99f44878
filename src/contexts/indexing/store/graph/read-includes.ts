import { AppError } from '../../../../kernel/errors.ts';
import type { Tx } from '../../../../kernel/context.ts';
import { groupBy } from '../../domain/group-by.ts';
import { nameOf } from '../../domain/resolve-import/paths.ts';
import { chooseImported, placesOf } from '../../domain/resolve-import/read-import.ts';
import type { Modules } from '../../domain/resolve-import/types.ts';
import { decodeLines } from '../decode/decode-lines.ts';
import type { IndexRef, ReadyIndex } from '../queries/find-index.ts';
import { readModules } from './read-modules.ts';

/** A file, and its #include or import lines. */
export interface IncludingFile {
  path: string;
  language: string;
  lines: { target: string; line: number }[];
}

/** What of a row of index_file makes an {@link IncludingFile}. */
export interface IncludesRow {
  path: string;
  language: string;
  includes: string | null;
  include_lines: Uint8Array | null;
}

export function toIncluding({ path, language, includes, include_lines }: IncludesRow): IncludingFile {
  const lines = decodeLines(include_lines ?? new Uint8Array(0), 0);
  const targets = includes === null ? [] : includes.split('\n');
  return { path, language, lines: targets.map((target, place) => ({ target, line: lines[place] ?? 1 })) };
}

/**
 * The path of a file that is named by it or by the end of it.
 *
 * @throws AppError `file_not_found`, `ambiguous_file`
 */
export async function findFile(
  tx: Tx,
  index: ReadyIndex,
  file: string,
): Promise<{ path: string; language: string }> {
  const rows = await tx.query<{ path: string; language: string }>({
    name: 'indexing_graph_find_file',
    sql: `select path, language from keelson.index_file
      where tenant_id = $1 and index_id = $2 and (path = $3 or right(path, length($3) + 1) = '/' || $3)
      order by path = $3 desc, path limit 6`,
    parameters: [index.tenant, index.id, file],
  });
  const [first, second] = rows;
  if (first === undefined) {
    throw new AppError(
      'not_found',
      'file_not_found',
      `${index.repository} has no file ${file}; see \`keelson query search ${file} --kind file\``,
    );
  }
  if (first.path === file || second === undefined) return first;
  const places = rows.map(({ path }) => path);
  throw new AppError(
    'conflict',
    'ambiguous_file',
    `Several files end in ${file}: ${places.slice(0, 5).join(', ')}${places.length > 5 ? ', …' : ''}; name one whole`,
    { extra: { files: places } },
  );
}

/** The include lines of files. */
export async function readIncludes(
  tx: Tx,
  index: IndexRef,
  paths: readonly string[],
): Promise<IncludingFile[]> {
  const rows = await tx.query<IncludesRow>({
    name: 'indexing_graph_includes',
    sql: `select path, language, includes, include_lines from keelson.index_file
      where tenant_id = $1 and index_id = $2 and path = any ($3::text[]) order by path`,
    parameters: [index.tenant, index.id, paths],
  });
  return rows.map(toIncluding);
}

/** Files that these include lines mean, by the file they stand in and their target. */
export async function resolveIncludes(
  tx: Tx,
  index: IndexRef,
  files: readonly IncludingFile[],
): Promise<(from: Pick<IncludingFile, 'path' | 'language'>, target: string) => string[]> {
  const asked = files.map(({ path, language, lines }) => ({
    path,
    language,
    includes: lines.map(({ target }) => target),
  }));
  const modules = await readModules(tx, index, asked);
  const places = asked.flatMap((from) =>
    from.includes.map((target) => placesOf(target, { ...from, modules })),
  );
  const found = await readPlaces(tx, index, {
    paths: places.flatMap(({ paths }) => paths),
    names: places.flatMap(({ names }) => names),
    folders: places.flatMap(({ folders }) => folders),
  });
  return ({ path, language }, target) => {
    const from = { path, language, modules };
    return chooseImported(target, from, found(target, from));
  };
}

type Lookup = (target: string, from: { path: string; language: string; modules: Modules }) => string[];

/** Reads what is at these places, and gives for each target what of it is worth a look. */
async function readPlaces(
  tx: Tx,
  index: IndexRef,
  { paths, names, folders }: Record<'paths' | 'names' | 'folders', string[]>,
): Promise<Lookup> {
  const whole =
    paths.length === 0
      ? []
      : await tx.query<{ path: string }>({
          name: 'indexing_graph_paths',
          sql: `select path from keelson.index_file where tenant_id = $1 and index_id = $2 and path = any ($3::text[])`,
          parameters: [index.tenant, index.id, [...new Set(paths)]],
        });
  // One look at every path, since no index leads from the end of a path: 15 ms for a Linux kernel.
  const named =
    names.length + folders.length === 0
      ? []
      : await tx.query<{ path: string }>({
          name: 'indexing_graph_paths_by_name',
          sql: `select path from keelson.index_file
            where tenant_id = $1 and index_id = $2 and (split_part(path, '/', -1) = any ($3::text[])
              or $4::text[] <> '{}' and split_part(path, '/', -2) = any ($4::text[]))`,
          parameters: [index.tenant, index.id, [...new Set(names)], [...new Set(folders)]],
        });
  const known = [...new Set([...whole, ...named].map(({ path }) => path))].sort();
  const exact = new Set(known);
  const byName = groupBy(known, nameOf);
  const byFolder = groupBy(known, (path) => path.split('/').at(-2) ?? '');
  return (target, from) => {
    const at = placesOf(target, from);
    return [
      ...new Set([
        ...at.paths.filter((path) => exact.has(path)),
        ...at.names.flatMap((name) => byName.get(name) ?? []),
        ...at.folders.flatMap((name) => byFolder.get(name) ?? []),
      ]),
    ].sort();
  };
}
