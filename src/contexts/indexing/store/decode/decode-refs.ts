import type { CallType } from '../../records.ts';
import { decodeLines } from './decode-lines.ts';

/** One call site. */
export interface CallSite {
  /** What is called, as written, without its type's prefix. */
  name: string;
  type: CallType;
  line: number;
  /** Member that an indirect call goes through: `f_op` of `file->f_op->read()`. */
  receiver?: string;
}

const TYPE_OF_PREFIX: Readonly<Record<string, CallType>> = { '.': 'indirect', '!': 'macro', '+': 'new' };

/** Reads index_symbol.refs of something with calls: callees joined by newlines, with a prefix when not direct and a receiver behind a tab. */
export function decodeRefs(refs: string | null, refLines: Uint8Array | null, symbolLine: number): CallSite[] {
  if (refs === null || refLines === null) return [];
  const lines = decodeLines(refLines, symbolLine);
  return refs.split('\n').map((ref, place) => toSite(ref, lines[place] ?? symbolLine));
}

/** Names in index_symbol.refs, without prefixes; one that is there twice comes twice. */
export function decodeNames(refs: string | null): string[] {
  return refs === null ? [] : refs.split('\n').map((ref) => toSite(ref, 0).name);
}

/** Call sites of one callee inside a symbol: the same as filtering {@link decodeRefs}, without decoding the others. */
export function sitesOf(
  callee: string,
  refs: string | null,
  refLines: Uint8Array | null,
  symbolLine: number,
): CallSite[] {
  if (refs === null || !refs.includes(callee)) return [];
  return decodeRefs(refs, refLines, symbolLine).filter((site) => site.name === callee);
}

/**
 * Call sites of one callee outside any symbol, from index_file.toplevel: entries joined by newlines, of which those
 * with a parenthesis are macro invocations (`NAME(argument`) and the others calls, prefixed as in refs.
 */
export function toplevelSitesOf(
  callee: string,
  toplevel: string | null,
  toplevelLines: Uint8Array | null,
): CallSite[] {
  if (toplevel === null || toplevelLines === null || !toplevel.includes(callee)) return [];
  const lines = decodeLines(toplevelLines, 0);
  return toplevel
    .split('\n')
    .map((entry, place) => toSite(entry, lines[place] ?? 1))
    .filter((site) => site.name === callee);
}

function toSite(ref: string, line: number): CallSite {
  const type = TYPE_OF_PREFIX[ref.charAt(0)];
  if (type === undefined) return { name: ref, type: 'direct', line };
  const tab = ref.indexOf('\t');
  if (tab < 0) return { name: ref.slice(1), type, line };
  return { name: ref.slice(1, tab), type, line, receiver: ref.slice(tab + 1) };
}
