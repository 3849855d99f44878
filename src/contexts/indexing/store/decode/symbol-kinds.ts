import { SYMBOL_KINDS } from '../../records.ts';
import type { SymbolKind } from '../../records.ts';

const KIND_OF_LETTER: ReadonlyMap<string, SymbolKind> = new Map(
  Object.entries(SYMBOL_KINDS).map(([kind, letter]) => [letter, kind as SymbolKind]),
);

/** Name of the kind a letter in the database stands for. */
export function kindOfLetter(letter: string): SymbolKind {
  const kind = KIND_OF_LETTER.get(letter);
  if (kind === undefined) throw new RangeError(`No symbol kind has the letter ${JSON.stringify(letter)}`);
  return kind;
}

/** Letters of the kinds whose refs are member names; those of all others are callees. */
export const MEMBER_KINDS: readonly string[] = [
  SYMBOL_KINDS.struct,
  SYMBOL_KINDS.union,
  SYMBOL_KINDS.class,
  SYMBOL_KINDS.interface,
];
