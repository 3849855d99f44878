import type { Tx } from '../../../../kernel/context.ts';
import { groupBy } from '../../domain/group-by.ts';
import { mayInclude } from '../../domain/resolve-import/include.ts';
import { importKeys } from '../../domain/resolve-import/read-import.ts';
import { importRuleOf } from '../../domain/resolve-import/rules.ts';
import { LAST } from '../search/search-filter.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { resolveIncludes, toIncluding } from './read-includes.ts';
import type { IncludesRow, IncludingFile } from './read-includes.ts';
import { readDeclared } from './read-modules.ts';
import { fileOf, POSTING_IDS } from '../partitions.ts';

/** A line that includes a file. */
export interface Includer {
  path: string;
  language: string;
  line: number;
  target: string;
  /** The file that is included. */
  via: string;
}

interface IncluderRow extends IncludesRow {
  file_id: number;
}

/**
 * Lines that include these files, one for each file that includes another; `most` files are looked at. Where a line may
 * be read in several ways, it is read again as the file it stands in has it.
 */
export async function readIncluders(
  tx: Tx,
  index: IndexRef,
  paths: readonly { path: string; language: string }[],
  most: number,
): Promise<{ includers: Includer[]; cut: boolean }> {
  const declared = await readDeclared(tx, index, paths);
  const keys = paths.map(({ path, language }) => {
    const mine = [...declared].filter(([, files]) => files.some((file) => isOver(file, path)));
    return importKeys(path, language, new Map(mine));
  });
  const exact = [...new Set(keys.flatMap((key) => key.exact))];
  const starts = [...new Set(keys.flatMap((key) => key.starts))];
  const found = await readNaming(tx, index, exact, most);
  const begun = starts.length === 0 ? [] : await readStarting(tx, index, starts, most);
  const rows = [...new Map([...found, ...begun].map((row) => [row.file_id, row])).values()];
  const files = rows
    .sort((a, b) => a.file_id - b.file_id)
    .slice(0, most)
    .map(toIncluding);
  const wanted = new Set(paths.map(({ path }) => path));
  const read = files.filter(({ language }) => importRuleOf(language) !== undefined);
  const resolve = read.length === 0 ? () => [] : await resolveIncludes(tx, index, read);
  const byEnd = groupBy([...wanted], (path) => path.slice(path.lastIndexOf('/') + 1));
  const meant = (file: IncludingFile, target: string): readonly string[] =>
    importRuleOf(file.language) === undefined
      ? (byEnd.get(target.slice(target.lastIndexOf('/') + 1)) ?? []).filter((path) =>
          mayInclude(target, file.path, path),
        )
      : resolve(file, target).filter((path) => wanted.has(path));
  const includers = files.flatMap((file) => {
    const first = new Map<string, Includer>();
    for (const { target, line } of file.lines) {
      for (const via of meant(file, target)) {
        if (!first.has(via)) {
          first.set(via, { path: file.path, language: file.language, line, target, via });
        }
      }
    }
    return Array.from(first.values());
  });
  return { includers: includers.sort(byPath), cut: rows.length > most };
}

const byPath = (a: Includer, b: Includer): number => {
  if (a.path === b.path) return 0;
  return a.path < b.path ? -1 : 1;
};

/** Whether a file declares modules for another: itself, or as the project file of a folder around it. */
function isOver(declaring: string, path: string): boolean {
  return declaring === path || path.startsWith(declaring.slice(0, declaring.lastIndexOf('/') + 1));
}

const FILES = `select f.file_id, f.path, f.language, f.includes, f.include_lines from found
      ${fileOf('found.id', 'file_id, path, language, includes, include_lines')}`;

function readNaming(tx: Tx, index: IndexRef, keys: readonly string[], most: number): Promise<IncluderRow[]> {
  return tx.query<IncluderRow>({
    name: 'indexing_graph_includers',
    sql: `with found as (
        select distinct id from keelson.index_posting p cross join ${POSTING_IDS}
        where p.tenant_id = $1 and p.index_id = $2 and p.key = any ($3::text[]) and p.kind = 'i'
        order by id limit $4)
      ${FILES}`,
    parameters: [index.tenant, index.id, keys, most + 1],
  });
}

/** Files with a line that starts so. */
function readStarting(
  tx: Tx,
  index: IndexRef,
  starts: readonly string[],
  most: number,
): Promise<IncluderRow[]> {
  return tx.query<IncluderRow>({
    name: 'indexing_graph_includers_by_start',
    sql: `with found as (
        select distinct posted.id from unnest($3::text[], $5::text[]) wanted (first, last)
        cross join lateral (
          select id from keelson.index_posting p cross join ${POSTING_IDS}
          where p.tenant_id = $1 and p.index_id = $2 and p.key >= wanted.first and p.key < wanted.last
            and p.kind = 'i' limit $4) posted
        order by posted.id limit $4)
      ${FILES}`,
    parameters: [index.tenant, index.id, starts, most + 1, starts.map((start) => start + LAST)],
  });
}
