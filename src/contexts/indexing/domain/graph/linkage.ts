import { SYMBOL_KINDS } from '../../records.ts';

/** Languages whose names are linked as C's are. */
export const C_FAMILY: readonly string[] = ['c', 'cpp'];

/** What a definition says of who may call it. */
export interface Linkage {
  path: string;
  language: string;
  /** Letter of SYMBOL_KINDS. */
  kind: string;
  /** Its text says `static`. */
  isStatic: boolean;
}

/**
 * Whether a definition is known to its own file alone: in C and C++ a static function or a macro of a source file. A
 * static member of a C++ class belongs to the class and is called from everywhere, and so is whatever other languages
 * call static; what stands in a header is known to whoever includes it.
 */
export function isFileLocal(symbol: Linkage): boolean {
  const { kind, isStatic } = symbol;
  if (!C_FAMILY.includes(symbol.language) || isHeader(symbol)) return false;
  return kind === SYMBOL_KINDS.macro || (isStatic && kind !== SYMBOL_KINDS.method);
}

/** Paths of headers, for PostgreSQL as well. */
export const HEADER_PATH = /\.(?:h|hh|hpp|hxx|h\+\+|ipp|tpp|inc|inl)$/;

/** Whether a file is there to be included by others. */
export function isHeader({ path, language }: { path: string; language: string }): boolean {
  return C_FAMILY.includes(language) && HEADER_PATH.test(path);
}
