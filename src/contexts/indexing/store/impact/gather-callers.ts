import type { Tx } from '../../../../kernel/context.ts';
import { sitesOf } from '../decode/decode-refs.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { countCallers, findCallersOf, findLocalDefinitions } from '../queries/find-callers-of.ts';
import type { CalleeName, CallerOfRow } from '../queries/find-callers-of.ts';
import { SYMBOL_KINDS } from '../../records.ts';
import type { ChangedSymbol } from './locate-changes.ts';

/** A symbol that is reached from what changes. */
export interface Caller {
  id: number;
  name: string;
  path: string;
  line: number;
  end_line: number;
  depth: number;
  /** What it calls. */
  callee: string;
  /** Where, at depth 1. */
  site: number;
}

export interface Callers {
  callers: Caller[];
  /** Symbols that call each changed symbol, by name. */
  counts: ReadonlyMap<string, number>;
  cut: string[];
}

/** Callers that one level reads at most, and those of one name, however many there are. */
const MOST_A_LEVEL = 2_000;
const MOST_A_NAME = 500;
/** Names that are followed from one level to the next. */
const MOST_NAMES = 200;
/** Hubs that are named one by one in what was cut. */
const MOST_NOTES = 5;

const CALLABLE: ReadonlySet<string> = new Set([
  SYMBOL_KINDS.function,
  SYMBOL_KINDS.method,
  SYMBOL_KINDS.class,
  SYMBOL_KINDS.macro,
]);
const STATIC = 1;

/**
 * Callers of what changes, level by level, nearest first. Calls are matched by name; a static function of a C file is
 * called from that file alone, and a file with a static function of the name calls its own.
 */
export async function gatherCallers(
  tx: Tx,
  index: IndexRef,
  changed: readonly ChangedSymbol[],
  depth: number,
): Promise<Callers> {
  const callers: Caller[] = [];
  const cut: string[] = [];
  const seen = new Set(changed.map(({ id }) => id));
  const own = new Set(changed.map(({ name, file_id }) => `${name}\n${file_id}`));
  const asked = new Set<string>();
  let counts: ReadonlyMap<string, number> = new Map();
  let names = calleesOf(changed, asked);
  for (let level = 1; level <= depth && names.length > 0; level += 1) {
    const followed = names.slice(0, level === 1 ? names.length : MOST_NAMES);
    const most = Math.min(MOST_A_NAME, Math.ceil(MOST_A_LEVEL / followed.length));
    const [totals, rows, local] = await Promise.all([
      countCallers(tx, index, followed),
      findCallersOf(tx, index, followed, most),
      findLocalDefinitions(tx, index, followed),
    ]);
    if (level === 1) counts = totals;
    cut.push(...notesOf(level, names.length, followed, totals, most));
    const fresh: CallerOfRow[] = [];
    for (const row of rows) {
      const key = `${row.callee}\n${row.file_id}`;
      if (seen.has(row.id) || (local.has(key) && !own.has(key))) continue;
      seen.add(row.id);
      fresh.push(row);
      callers.push(toCaller(row, level));
    }
    names = calleesOf(fresh, asked);
  }
  return { callers, counts, cut };
}

/** Names to look for, each once. */
function calleesOf(
  symbols: readonly Pick<ChangedSymbol, 'name' | 'kind' | 'flags' | 'file_id' | 'path'>[],
  asked: Set<string>,
): CalleeName[] {
  const names: CalleeName[] = [];
  for (const { name, kind, flags, file_id, path } of symbols) {
    if (!CALLABLE.has(kind)) continue;
    const isLocal = (flags & STATIC) !== 0 && path.endsWith('.c');
    const key = isLocal ? `${name}\n${file_id}` : name;
    if (asked.has(key)) continue;
    asked.add(key);
    names.push({ name, file_id: isLocal ? file_id : null });
  }
  return names;
}

function toCaller(row: CallerOfRow, depth: number): Caller {
  const { id, name, path, line, end_line, callee } = row;
  const site = depth > 1 ? undefined : sitesOf(callee, row.refs, row.ref_lines, line)[0]?.line;
  return { id, name, path, line, end_line, depth, callee, site: site ?? line };
}

function notesOf(
  level: number,
  total: number,
  followed: readonly CalleeName[],
  totals: ReadonlyMap<string, number>,
  most: number,
): string[] {
  const hubs = followed.filter(({ name, file_id }) => file_id === null && (totals.get(name) ?? 0) > most);
  const notes = hubs
    .slice(0, MOST_NOTES)
    .map(({ name }) => `Of ${totals.get(name)} callers of ${name}, ${most} were looked at`);
  if (hubs.length > MOST_NOTES) {
    notes.push(`Of ${hubs.length - MOST_NOTES} more symbols with many callers, ${most} each were looked at`);
  }
  if (followed.length < total) {
    notes.push(`Of ${total} callers at depth ${level - 1}, ${followed.length} were followed further`);
  }
  return notes;
}
