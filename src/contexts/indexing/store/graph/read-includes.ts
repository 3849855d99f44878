import { AppError } from '../../../../kernel/errors.ts';
import type { Tx } from '../../../../kernel/context.ts';
import { groupBy } from '../../domain/group-by.ts';
import { chooseIncluded, includeKeys, mayInclude } from '../../domain/graph/match-include.ts';
import { decodeLines } from '../decode/decode-lines.ts';
import type { IndexRef, ReadyIndex } from '../queries/find-index.ts';

/** A file, and its #include or import lines. */
export interface IncludingFile {
  path: string;
  lines: { target: string; line: number }[];
}

interface FileRow {
  path: string;
  includes: string | null;
  include_lines: Uint8Array | null;
}

function toFile({ path, includes, include_lines }: FileRow): IncludingFile {
  const lines = decodeLines(include_lines ?? new Uint8Array(0), 0);
  const targets = includes === null ? [] : includes.split('\n');
  return { path, lines: targets.map((target, place) => ({ target, line: lines[place] ?? 1 })) };
}

/**
 * The path of a file that is named by it or by the end of it.
 *
 * @throws AppError `file_not_found`, `ambiguous_file`
 */
export async function findFile(tx: Tx, index: ReadyIndex, file: string): Promise<string> {
  const rows = await tx.query<{ path: string }>({
    name: 'indexing_graph_find_file',
    sql: `select path from keelson.index_file
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
  if (first.path === file || second === undefined) return first.path;
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
  const rows = await tx.query<FileRow>({
    name: 'indexing_graph_includes',
    sql: `select path, includes, include_lines from keelson.index_file
      where tenant_id = $1 and index_id = $2 and path = any ($3::text[]) order by path`,
    parameters: [index.tenant, index.id, paths],
  });
  return rows.map(toFile);
}

/** Files that these include lines may mean, by `from` and target. */
export async function resolveIncludes(
  tx: Tx,
  index: IndexRef,
  files: readonly IncludingFile[],
): Promise<(from: string, target: string) => string[]> {
  const last = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  const names = new Set(files.flatMap(({ lines }) => lines.map(({ target }) => last(target))));
  // One look at every path, since no index leads from the end of a path: 15 ms for a Linux kernel.
  const rows = await tx.query<{ path: string }>({
    name: 'indexing_graph_paths_by_name',
    sql: `select path from keelson.index_file
      where tenant_id = $1 and index_id = $2 and split_part(path, '/', -1) = any ($3::text[]) order by path`,
    parameters: [index.tenant, index.id, [...names]],
  });
  const byName = groupBy(rows, ({ path }) => last(path));
  const paths = new Map([...byName].map(([name, found]) => [name, found.map(({ path }) => path)]));
  return (from, target) => chooseIncluded(target, from, paths.get(last(target)) ?? []);
}

/** A line that includes a file. */
export interface Includer {
  path: string;
  line: number;
  target: string;
  /** The file that is included. */
  via: string;
}

/** Lines that may include one of these files, one a file; `most` of them. */
export async function readIncluders(
  tx: Tx,
  index: IndexRef,
  paths: readonly string[],
  most: number,
): Promise<{ includers: Includer[]; cut: boolean }> {
  const keys = paths.flatMap((path) => keysOf(path).map((key) => ({ key, path })));
  const byKey = groupBy(keys, ({ key }) => key);
  const rows = await tx.query<FileRow & { keys: string[] }>({
    name: 'indexing_graph_includers',
    sql: `select f.path, f.includes, f.include_lines, found.keys
      from (
        select id, array_agg(p.key) as keys from keelson.index_posting p cross join unnest(p.ids) id
        where p.tenant_id = $1 and p.index_id = $2 and p.key = any ($3::text[]) and p.kind = 'i'
        group by id order by id limit $4) found
      cross join lateral (
        select path, includes, include_lines from keelson.index_file
        where tenant_id = $1 and index_id = $2 and file_id = found.id limit 1) f
      order by f.path`,
    parameters: [index.tenant, index.id, [...byKey.keys()], most + 1],
  });
  const includers = rows.slice(0, most).flatMap((row) => {
    const { path, lines } = toFile(row);
    const via = row.keys
      .flatMap((key) => byKey.get(key) ?? [])
      .find((one) => mayInclude(one.key, path, one.path));
    const at = lines.find(({ target }) => target === via?.key);
    return via === undefined || at === undefined
      ? []
      : [{ path, line: at.line, target: at.target, via: via.path }];
  });
  return { includers, cut: rows.length > most };
}

/** Targets that may mean a path: its endings, and those seen from a folder beside or two above. */
function keysOf(path: string): string[] {
  return includeKeys(path).flatMap((key) => [
    key,
    `./${key}`,
    `../${key}`,
    `../../${key}`,
    `../../../${key}`,
  ]);
}
