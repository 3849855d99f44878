import type { MacroPlace } from '../../domain/terms/term-arena.ts';
import { SYMBOL_KINDS } from '../../records.ts';
import { unplanned } from '../partitions.ts';
import type { IndexRef } from '../queries/find-index.ts';

/** Most matches a search looks at: what is past them is neither ranked nor counted. */
export const MOST_MATCHES = 10_000;

/** Past every character, in the byte order of COLLATE "C". */
export const LAST = '\u{10FFFF}';

export interface SearchFilter {
  /** Letters of symbol kinds. */
  kinds?: string;
  language?: string;
  /** Start of the path. */
  path?: string;
}

/** A symbol that a search looks at. */
export interface NameMatch {
  id: number;
  name: string;
  /** Letter of its kind. */
  kind: string;
}

/** One that was read from a table. */
export interface ScannedName extends NameMatch {
  file_id: number;
}

/** A definition of a macro that is no symbol. */
export interface MacroMatch extends MacroPlace {
  name: string;
}

/** Names that are like a query, and how many edits away. */
export type Similar<Match> = Match & { edits: number };

/** Parameters $1 to $7 of the statements that search: index, query, kinds, language, and the range of paths. */
export function parametersOf(index: IndexRef, query: string, filter: SearchFilter): unknown[] {
  const path = filter.path ?? null;
  return [
    index.tenant,
    index.id,
    query,
    filter.kinds ?? null,
    filter.language ?? null,
    path,
    path === null ? null : path + LAST,
  ];
}

// Most searches have no filter: a plan for none looks cheaper than one for any.
const KINDS = unplanned('$4::text');
const LANGUAGE = unplanned('$5::text');
const PATH = unplanned('$6::text');

/** Condition on `s`, a row of index_symbol. */
export const SYMBOL_PASSES = `(${KINDS} is null or position(s.kind::text in ${KINDS}) > 0)
        and (${LANGUAGE} is null and ${PATH} is null or exists (
          select from keelson.index_file f
          where f.tenant_id = $1 and f.index_id = $2 and f.file_id = s.file_id
            and (${LANGUAGE} is null or f.language = ${LANGUAGE})
            and (${PATH} is null or f.path >= ${PATH} and f.path < ${unplanned('$7::text')})))`;

/** Condition on name `u.n` of `b`, a row of index_name. */
export const NAME_PASSES = `($4::text is null or position(substr(b.kinds, u.n::int, 1) in $4::text) > 0)
        and ($5::text is null or b.language = $5)
        and ($6::text is null or b.file_id in (
          select f.file_id from keelson.index_file f
          where f.tenant_id = $1 and f.index_id = $2 and f.path >= $6 and f.path < $7))`;

/** May a search with this filter find macros? */
export function wantsMacros({ kinds }: SearchFilter): boolean {
  return kinds === undefined || kinds.includes(SYMBOL_KINDS.macro);
}
