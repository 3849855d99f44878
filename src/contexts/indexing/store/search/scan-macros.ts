import type { Tx } from '../../../../kernel/context.ts';
import { createLikeness } from '../../domain/likeness.ts';
import { SYMBOL_KINDS } from '../../records.ts';
import { createHolds } from '../decode/decode-macros.ts';
import { findMacros } from '../queries/find-macros.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { foldAscii } from './candidates.ts';
import { readMacros } from './read-macros.ts';
import {
  type MacroMatch,
  type ScannedName,
  type SearchFilter,
  type Similar,
  wantsMacros,
} from './search-filter.ts';

/** Macros that have the very name, wherever they are. */
export async function findNamedMacros(
  tx: Tx,
  index: IndexRef,
  name: string,
  filter: SearchFilter,
): Promise<MacroMatch[]> {
  if (!wantsMacros(filter)) return [];
  const found = await findMacros(tx, index, name);
  return found.filter(
    ({ path, language }) =>
      (filter.language === undefined || language === filter.language) && path.startsWith(filter.path ?? ''),
  );
}

/** Macros that hold `query` (in lower case), read file by file; `after` as {@link readMacros} takes it. */
export async function scanMacros(
  tx: Tx,
  index: IndexRef,
  query: string,
  filter: SearchFilter,
  after: number,
): Promise<{ matches: MacroMatch[]; isAll: boolean }> {
  if (!wantsMacros(filter)) return { matches: [], isAll: true };
  return readMacros(tx, index, after, filter, { mayMean: createHolds(query), isMeant: () => true });
}

/** Macros a misspelt `query` (in lower case) may have meant, read file by file. */
export async function scanSimilarMacros(
  tx: Tx,
  index: IndexRef,
  query: string,
  filter: SearchFilter,
  after: number,
): Promise<Similar<MacroMatch>[]> {
  if (!wantsMacros(filter)) return [];
  const { mayBeLike, editsOf } = createLikeness(query);
  const edits = new Map<string, number | undefined>();
  const { matches } = await readMacros(tx, index, after, filter, {
    mayMean: ({ bytes, size }) => mayBeLike(bytes, size),
    isMeant: (name) => {
      edits.set(name, editsOf(foldAscii(name)));
      return edits.get(name) !== undefined;
    },
  });
  return matches.map((macro) => Object.assign(macro, { edits: edits.get(macro.name)! }));
}

/** Macros without those that are symbols as well, because something in their bodies is called. */
export function withoutSymbols<Macro extends MacroMatch>(
  macros: readonly Macro[],
  symbols: readonly ScannedName[],
): Macro[] {
  const known = new Map<string, number>();
  for (const { kind, name, file_id: file } of symbols) {
    if (kind !== SYMBOL_KINDS.macro) continue;
    const key = `${file} ${foldAscii(name)}`;
    known.set(key, (known.get(key) ?? 0) + 1);
  }
  return macros.filter(({ name, fileId, functionLike }) => {
    const key = `${fileId} ${foldAscii(name)}`;
    const left = functionLike ? (known.get(key) ?? 0) : 0;
    if (left > 0) known.set(key, left - 1);
    return left === 0;
  });
}
