import type { Tx } from '../../../../kernel/context.ts';
import type { IndexRef } from './find-index.ts';

/** A name whose callers are looked for. */
export interface CalleeName {
  name: string;
  /** Only callers in this file count: the function is known to no other. */
  file_id: number | null;
}

/** A symbol that calls one of the names. */
export interface CallerOfRow {
  callee: string;
  id: number;
  name: string;
  kind: string;
  flags: number;
  file_id: number;
  path: string;
  line: number;
  end_line: number;
  refs: string | null;
  ref_lines: Uint8Array | null;
}

/** How many symbols call each name. For names known to one file, those of the file's chunk: never too few. */
export async function countCallers(
  tx: Tx,
  index: IndexRef,
  callees: readonly CalleeName[],
): Promise<Map<string, number>> {
  if (callees.length === 0) return new Map();
  const rows = await tx.query<{ name: string; callers: number }>({
    name: 'indexing_count_callers',
    sql: `select wanted.name, sum(p.callers)::int as callers
      from unnest($3::text[], $4::int[]) as wanted (name, file_id)
      cross join lateral (
        select cardinality(ids) as callers from keelson.index_posting
        where tenant_id = $1 and index_id = $2 and key = wanted.name and kind = 'c'
          and (wanted.file_id is null or chunk = wanted.file_id >> 20)
        limit 2048) p
      group by wanted.name`,
    parameters: parametersOf(index, callees),
  });
  return new Map(rows.map(({ name, callers }) => [name, callers]));
}

/** Symbols that call the names, at most `most` for each. */
export async function findCallersOf(
  tx: Tx,
  index: IndexRef,
  callees: readonly CalleeName[],
  most: number,
): Promise<CallerOfRow[]> {
  if (callees.length === 0) return [];
  return tx.query<CallerOfRow>({
    name: 'indexing_find_callers_of',
    sql: `select wanted.name as callee, c.symbol_id as id, c.name, c.kind::text as kind, c.flags, c.file_id, f.path,
        c.line, c.end_line, c.refs, c.ref_lines
      from unnest($3::text[], $4::int[]) as wanted (name, file_id)
      cross join lateral (
        select s.* from (
          select ids from keelson.index_posting
          where tenant_id = $1 and index_id = $2 and key = wanted.name and kind = 'c'
            and (wanted.file_id is null or chunk = wanted.file_id >> 20)
          limit 2048) p
        cross join unnest(p.ids) id
        cross join lateral (
          select symbol_id, name, kind, flags, file_id, line, end_line, refs, ref_lines from keelson.index_symbol
          where tenant_id = $1 and index_id = $2 and symbol_id = id limit 1) s
        where wanted.file_id is null or s.file_id = wanted.file_id
        limit $5) c
      cross join lateral (
        select path from keelson.index_file
        where tenant_id = $1 and index_id = $2 and file_id = c.file_id limit 1) f`,
    parameters: [...parametersOf(index, callees), most],
  });
}

/** Definitions of one name that are looked at: of `probe` there are thousands. */
const MOST_LOCAL = 500;

/**
 * Files that have a static definition of their own of a name, as `name\nfile id`: what calls the name there means that
 * one. Names known to one file are left out.
 */
export async function findLocalDefinitions(
  tx: Tx,
  index: IndexRef,
  callees: readonly CalleeName[],
): Promise<Set<string>> {
  const names = callees.filter(({ file_id }) => file_id === null).map(({ name }) => name);
  if (names.length === 0) return new Set();
  const rows = await tx.query<{ name: string; file_id: number }>({
    name: 'indexing_find_local_definitions',
    sql: `select s.name, s.file_id from unnest($3::text[]) wanted (name)
      cross join lateral (
        select name, file_id from keelson.index_symbol
        where tenant_id = $1 and index_id = $2 and name = wanted.name and flags & 1 = 1
        limit ${MOST_LOCAL}) s`,
    parameters: [index.tenant, index.id, names],
  });
  return new Set(rows.map(({ name, file_id }) => `${name}\n${file_id}`));
}

function parametersOf(index: IndexRef, callees: readonly CalleeName[]): unknown[] {
  return [index.tenant, index.id, callees.map(({ name }) => name), callees.map(({ file_id }) => file_id)];
}
