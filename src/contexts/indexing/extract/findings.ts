import type { CallType, SymbolKind } from '../records.ts';

/** Something at a place: a call's name, a field's name, the target of an import. */
export interface Site {
  name: string;
  /** UTF-16 units from the source's start. */
  start: number;
  /** 1-based. */
  line: number;
}

/** A stretch of source, from `start` up to and without `end`. */
export interface Span {
  start: number;
  end: number;
  line: number;
}

/** A definition as the query found it. */
export interface Definition extends Span {
  kind: SymbolKind;
  name: string;
  nameStart: number;
  endLine: number;
  /** Where the body begins; undefined for what has none. */
  body: number | undefined;
  isStatic: boolean;
  /** Name of what it belongs to when it stands outside of that, as `A` for `A::b`. */
  owner: string | undefined;
}

/** A call's name, and how the call site says it. */
export interface Call extends Site {
  type: CallType;
  /** A name alone: a call unless a local variable has that name. */
  isBare?: boolean;
}

/** A place where control enters; `name` is what the outside calls it. */
export interface Entry extends Span {
  kind: string;
  name: string;
}

/** What one run of a query found in one file: each list in the order of the source, no place twice. */
export interface Findings {
  definitions: Definition[];
  calls: Call[];
  members: Site[];
  /** Where local variables get their names; in languages with bare calls alone. */
  locals: Site[];
  imports: Site[];
  /** Declarations that are exported. */
  exports: Span[];
  /** Names that an export list or a default export names. */
  exportedNames: Set<string>;
  entrypoints: Entry[];
}
