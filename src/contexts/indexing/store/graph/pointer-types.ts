import type { Tx } from '../../../../kernel/context.ts';
import { decodeMembers } from '../decode/decode-members.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { POSTING_IDS, symbolOf } from '../partitions.ts';

/** What structures say of their members. */
export interface MemberTypes {
  /** Structures that have a pointer to a function of this name. */
  holders(field: string): ReadonlySet<string>;
  /** Structures that a member of this name is or points to. */
  typesOf(member: string): ReadonlySet<string>;
}

/** How the scanner writes the type of a member that points to a function. */
const FUNCTION_POINTER = '(*)';
/** Structures read for one name; `ops` and `data` are members of hundreds. */
const MOST_STRUCTURES = 400;

const NONE: ReadonlySet<string> = new Set();

/** Reads which structures have these members, and what they are: one round trip. */
export async function readMemberTypes(
  tx: Tx,
  index: IndexRef,
  names: readonly string[],
): Promise<MemberTypes> {
  const holders = new Map<string, Set<string>>();
  const types = new Map<string, Set<string>>();
  const wanted = new Set(names);
  const rows =
    wanted.size === 0
      ? []
      : await tx.query<{ name: string; line: number; refs: string | null; ref_lines: Uint8Array | null }>({
          name: 'indexing_graph_structures',
          sql: `select distinct on (s.symbol_id) s.name, s.line, s.refs, s.ref_lines
            from unnest($3::text[]) wanted (name)
            cross join lateral (
              select id from keelson.index_posting p cross join ${POSTING_IDS}
              where p.tenant_id = $1 and p.index_id = $2 and p.key = wanted.name and p.kind = 'f'
              order by id limit ${MOST_STRUCTURES}) held
            ${symbolOf('held.id', 'symbol_id, name, line, refs, ref_lines')}`,
          parameters: [index.tenant, index.id, [...wanted]],
        });
  for (const row of rows) {
    for (const { name, type } of decodeMembers(row.refs, row.ref_lines, row.line)) {
      if (!wanted.has(name) || type === undefined) continue;
      if (type === FUNCTION_POINTER) add(holders, name, row.name);
      else add(types, name, type);
    }
  }
  return {
    holders: (field) => holders.get(field) ?? NONE,
    typesOf: (member) => types.get(member) ?? NONE,
  };
}

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key) ?? new Set();
  sets.set(key, set.add(value));
}

/**
 * Structures that `x->receiver->field()` may go through: those that `receiver` is and that have a pointer `field`;
 * where the receiver says nothing, all that have one.
 */
export function structuresFor(
  types: MemberTypes,
  field: string,
  receiver: string | undefined,
): ReadonlySet<string> {
  const holders = types.holders(field);
  if (receiver === undefined) return holders;
  const both = [...types.typesOf(receiver)].filter((type) => holders.has(type));
  return both.length > 0 ? new Set(both) : holders;
}
