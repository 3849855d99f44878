import { REFERENCE_TYPES } from '../../records.ts';
import type { ReferenceType } from '../../records.ts';
import { decodeLines } from './decode-lines.ts';

/** A place that uses the name of a function as a value. */
export interface FunctionUse {
  /** The function. */
  name: string;
  type: ReferenceType;
  /**
   * What a `callback` is handed to, the member an `assigned` one goes to, the variable or array index a `value` is
   * put into; undefined where that has no name.
   */
  via?: string;
  line: number;
}

/** Reads uses and use_lines of index_symbol, counted from the symbol's line, or of index_file, counted from 0. */
export function decodeUses(
  uses: string | null,
  useLines: Uint8Array | null,
  startLine: number,
): FunctionUse[] {
  if (uses === null || useLines === null) return [];
  const lines = decodeLines(useLines, startLine);
  return uses.split('\n').map((entry, place) => toUse(entry, lines[place] ?? startLine));
}

function toUse(entry: string, line: number): FunctionUse {
  const [marked = '', via] = entry.split('\t');
  const sign = marked.charAt(0);
  const use: FunctionUse =
    sign === REFERENCE_TYPES.callback
      ? { name: marked.slice(1), type: 'callback', line }
      : sign === REFERENCE_TYPES.assigned
        ? { name: marked.slice(1), type: 'assigned', line }
        : { name: marked, type: 'value', line };
  if (via !== undefined) use.via = via;
  return use;
}
