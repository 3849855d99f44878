import { decodeLines } from './decode-lines.ts';

/** A member of a struct, union, class or interface. */
export interface Member {
  name: string;
  line: number;
  /** In C: the tag of the struct or union it is or points to, or `(*)` for a pointer to a function. */
  type?: string;
}

/** Reads index_symbol.refs of something that has members and makes no calls. */
export function decodeMembers(
  refs: string | null,
  refLines: Uint8Array | null,
  symbolLine: number,
): Member[] {
  if (refs === null || refLines === null) return [];
  const lines = decodeLines(refLines, symbolLine);
  return refs.split('\n').map((entry, place) => {
    const [name = '', type] = entry.split('\t');
    const line = lines[place] ?? symbolLine;
    return type === undefined ? { name, line } : { name, line, type };
  });
}
