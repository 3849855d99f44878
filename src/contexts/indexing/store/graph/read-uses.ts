import type { Tx } from '../../../../kernel/context.ts';
import type { GraphSymbol } from '../../domain/graph/graph-types.ts';
import { decodeUses } from '../decode/decode-uses.ts';
import type { FunctionUse } from '../decode/decode-uses.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { JOIN_FILE, splitIncludes, SYMBOL_COLUMNS, toGraphSymbol } from './read-symbols.ts';
import type { Registration } from './read-tables.ts';
import type { SymbolRow } from './read-symbols.ts';
import { POSTING_IDS, symbolOf } from '../partitions.ts';

/** A function used as a value, and the symbol that does so. */
export interface UseIn {
  symbol: GraphSymbol;
  includes: readonly string[];
  use: FunctionUse;
}

/** Symbols read for one name. */
const MOST_USERS = 500;

type UseRow = SymbolRow & { uses: string | null; use_lines: Uint8Array | null; includes: string | null };

const USE_COLUMNS = `${SYMBOL_COLUMNS}, s.uses, s.use_lines, f.includes`;

function usesIn(rows: readonly UseRow[]): UseIn[] {
  return rows.flatMap((row) => {
    const symbol = toGraphSymbol(row);
    const includes = splitIncludes(row.includes);
    return decodeUses(row.uses, row.use_lines, row.line).map((use) => ({ symbol, includes, use }));
  });
}

/** What these symbols do with functions as values. */
export async function readUses(tx: Tx, index: IndexRef, ids: readonly number[]): Promise<UseIn[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<UseRow>({
    name: 'indexing_graph_uses',
    sql: `select ${USE_COLUMNS} from keelson.index_symbol s ${JOIN_FILE}
      where s.tenant_id = $1 and s.index_id = $2 and s.symbol_id = any ($3::int[]) and s.uses is not null
      order by s.symbol_id`,
    parameters: [index.tenant, index.id, ids],
  });
  return usesIn(rows);
}

/** Symbols posted under these keys: users of a function (`u`), or those that assign to a member (`M`). */
async function readPosted(
  tx: Tx,
  index: IndexRef,
  keys: readonly string[],
  kind: 'u' | 'M',
): Promise<UseIn[]> {
  if (keys.length === 0) return [];
  const rows = await tx.query<UseRow>({
    name: 'indexing_graph_users',
    sql: `select distinct on (s.symbol_id) ${USE_COLUMNS} from unnest($3::text[]) wanted (key)
      cross join lateral (
        select id from keelson.index_posting p cross join ${POSTING_IDS}
        where p.tenant_id = $1 and p.index_id = $2 and p.key = wanted.key and p.kind = $4::"char"
        order by id limit ${MOST_USERS}) posted
      ${symbolOf('posted.id', '*')}
      ${JOIN_FILE}
      order by s.symbol_id`,
    parameters: [index.tenant, index.id, [...new Set(keys)], kind],
  });
  return usesIn(rows);
}

/** Where these functions are used as values. */
export async function usersOf(tx: Tx, index: IndexRef, functions: readonly string[]): Promise<UseIn[]> {
  const wanted = new Set(functions);
  return (await readPosted(tx, index, functions, 'u')).filter(({ use }) => wanted.has(use.name));
}

/** Where members of these names are assigned a function. */
export async function assignmentsTo(
  tx: Tx,
  index: IndexRef,
  members: readonly string[],
): Promise<Registration[]> {
  const wanted = new Set(members);
  return (await readPosted(tx, index, members, 'M')).flatMap((found) => {
    const made = toAssignment(found);
    return made !== undefined && wanted.has(made.field) ? [made] : [];
  });
}

/** An assignment to a member as a registration; its structure is not known. */
export function toAssignment({ symbol, includes, use }: UseIn): Registration | undefined {
  if (use.type !== 'assigned' || use.via === undefined) return undefined;
  const { path, language, fileId } = symbol;
  return {
    type: '',
    field: use.via,
    handler: use.name,
    evidence: {
      kind: 'assignment',
      detail: `${use.via} = ${use.name} in ${symbol.name}`,
      path,
      line: use.line,
    },
    fileId,
    path,
    language,
    includes,
  };
}
