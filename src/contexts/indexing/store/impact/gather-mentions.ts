import type { Tx } from '../../../../kernel/context.ts';
import type { GraphSymbol } from '../../domain/graph/graph-types.ts';
import { SYMBOL_KINDS } from '../../records.ts';
import { findFileMentions } from '../queries/find-file-mentions.ts';
import { decodeOperations } from '../decode/decode-operations.ts';
import type { IndexRef } from '../queries/find-index.ts';

export interface Mentions {
  /** Files that call what changes outside any symbol. */
  files: string[];
  /** `file_operations ext4_file_operations.read_iter = ext4_file_read_iter (fs/ext4/file.c:914)` */
  tableEntries: string[];
  cut: string[];
}

/** Files that are read for one name. */
const MOST_A_NAME = 100;
/** Kinds whose uses the index does not record. */
const NOT_FOLLOWED: ReadonlySet<string> = new Set([
  SYMBOL_KINDS.struct,
  SYMBOL_KINDS.union,
  SYMBOL_KINDS.enum,
  SYMBOL_KINDS.typedef,
  SYMBOL_KINDS.variable,
]);
const MOST_NAMED = 5;

/** Where what changes is called at file level or stands in a table of functions. */
export async function gatherMentions(
  tx: Tx,
  index: IndexRef,
  changed: readonly GraphSymbol[],
): Promise<Mentions> {
  const names = [...new Set(changed.map(({ name }) => name))];
  const rows = await findFileMentions(tx, index, names, MOST_A_NAME);
  const entries = rows.flatMap(({ name, how, path, operations }) =>
    how === 'o' && mayMean(changed, name, path)
      ? decodeOperations(operations, (_field, handler) => handler === name).map(
          ({ type, table, field, line }) => `${type} ${table}.${field} = ${name} (${path}:${line})`,
        )
      : [],
  );
  const unfollowed = changed.filter(({ kind }) => NOT_FOLLOWED.has(kind)).map(({ name }) => name);
  const named = unfollowed.slice(0, MOST_NAMED).join(', ') + (unfollowed.length > MOST_NAMED ? ' …' : '');
  return {
    files: rows.filter(({ how }) => how === 'C').map(({ path }) => path),
    tableEntries: [...new Set(entries)],
    cut: unfollowed.length > 0 ? [`Uses of types and variables are not followed: ${named}`] : [],
  };
}

/** A function that is local to its file is in tables there alone. */
function mayMean(changed: readonly GraphSymbol[], name: string, path: string): boolean {
  return changed.some((symbol) => symbol.name === name && (!symbol.isFileLocal || symbol.path === path));
}
