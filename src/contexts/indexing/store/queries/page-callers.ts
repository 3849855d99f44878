import { AppError } from '../../../../kernel/errors.ts';
import type { Tx } from '../../../../kernel/context.ts';
import type { CallSite } from '../decode/decode-refs.ts';
import { guardReader } from '../decode/decode-guards.ts';
import type { GuardColumns } from '../decode/decode-guards.ts';
import { sitesOf, toplevelSitesOf } from '../decode/decode-refs.ts';
import { findCallers } from './find-callers.ts';
import { findFileCallers } from './find-file-callers.ts';
import type { IndexRef } from './find-index.ts';

/** One call of what was asked for. */
export interface CallerSite {
  /** The calling symbol; null at file level. */
  name: string | null;
  path: string;
  /** Where the caller begins; the line of the call at file level. */
  line: number;
  site: CallSite;
  /** Condition on the configuration under which the call is compiled. */
  guard: string | undefined;
}

export interface CallerPage {
  sites: CallerSite[];
  /** Call sites over all pages. */
  total: number;
  /** Calling symbols over all pages. */
  functions: number;
  next: string | undefined;
}

/** A place in the order of call sites: symbols by id, then files by id, and within each its sites. */
interface Place {
  kind: 's' | 'f';
  id: number;
  skip: number;
}

const START: Place = { kind: 's', id: 0, skip: 0 };
const PAST_SYMBOLS = 2_147_483_647;

/**
 * One page of call sites. It reads no more callers than the page needs, since each has one site at least. The total
 * is exact all the same: it comes from the postings.
 *
 * @throws AppError `invalid_cursor`
 */
export async function pageCallers(
  tx: Tx,
  index: IndexRef,
  callee: string,
  limit: number,
  cursor?: string,
): Promise<CallerPage> {
  const start = cursor === undefined ? START : parsePlace(cursor);
  const rows = await findCallers(tx, index, callee, start.kind === 's' ? start.id : PAST_SYMBOLS, limit + 1);
  const { functions, sites: symbolSites, files } = rows[0]!;
  const inSymbols = rows.flatMap((row) =>
    row.symbol_id === null
      ? []
      : placed('s', row.symbol_id, row, sitesOf(callee, row.refs, row.ref_lines, row.line)),
  );
  const fileRows = files === 0 ? [] : await findFileCallers(tx, index, callee);
  const inFiles = fileRows.flatMap((row) =>
    placed('f', row.file_id, row, toplevelSitesOf(callee, row.toplevel, row.toplevel_lines)),
  );
  const all = [...inSymbols, ...inFiles].filter(({ place }) => !isBefore(place, start));
  const next = all[limit]?.place;
  return {
    sites: all.slice(0, limit).map(({ site }) => site),
    total: symbolSites + inFiles.length,
    functions,
    next: next === undefined ? undefined : `${next.kind}${next.id}.${next.skip}`,
  };
}

function placed(
  kind: Place['kind'],
  id: number,
  row: GuardColumns & { name?: string; path: string; line?: number },
  sites: readonly CallSite[],
): { place: Place; site: CallerSite }[] {
  const guardAt = guardReader(row);
  return sites.map((site, skip) => ({
    place: { kind, id, skip },
    site: {
      name: row.name ?? null,
      path: row.path,
      line: row.line ?? site.line,
      site,
      guard: guardAt(site.line),
    },
  }));
}

function isBefore(a: Place, b: Place): boolean {
  if (a.kind !== b.kind) return a.kind === 's';
  return a.id < b.id || (a.id === b.id && a.skip < b.skip);
}

function parsePlace(cursor: string): Place {
  const [, kind, id, skip] = /^([sf])(\d{1,10})\.(\d{1,9})$/.exec(cursor) ?? [];
  if ((kind === 's' || kind === 'f') && Number(id) <= PAST_SYMBOLS)
    return { kind, id: Number(id), skip: Number(skip) };
  throw new AppError(
    'invalid',
    'invalid_cursor',
    'The cursor is not one that an answer gave; leave it out to start at the first page',
  );
}
