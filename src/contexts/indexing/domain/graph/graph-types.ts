import type { CallType } from '../../records.ts';

/** A definition that can be called, or that calls. */
export interface GraphSymbol {
  id: number;
  fileId: number;
  name: string;
  /** Letter of SYMBOL_KINDS. */
  kind: string;
  /** Its text says `static`, whatever that means in its language. */
  isStatic: boolean;
  /** Known to its own file alone. */
  isFileLocal: boolean;
  /** Whether another definition of the name may exist; false saves looking for it. */
  hasNamesakes: boolean;
  line: number;
  endLine: number;
  path: string;
  language: string;
}

/** How sure an edge is: `high` follows from the rules of the language, `low` from likeness. */
export type Confidence = 'high' | 'medium' | 'low';

/** What makes us believe an edge. A new source of candidates is a new kind here. */
export type EvidenceKind =
  | 'call' // a call by name
  | 'operations_table' // an indirect call of a member that a table sets to this function
  | 'assignment' // an indirect call of a member that is assigned this function
  | 'callback' // somebody hands the function on, to be called by whoever gets it
  | 'method' // a call of a member by name, in a language with methods
  | 'import' // a call by name of what the file imports
  | 'package' // a call by name of what the same package has
  | 'name' // a call by name of what only the name leads to
  | 'system_call'; // the entry table of system calls

export interface Evidence {
  kind: EvidenceKind;
  /** `file_operations ext4_file_operations.read_iter`; empty for a plain call. */
  detail: string;
  /** Where the evidence stands, when that is not the call site. */
  path?: string;
  line?: number;
}

/** One edge of the call graph, with the first of its call sites. */
export interface GraphEdge {
  from: number;
  /** Symbol id; undefined when the graph stops here: nothing in the index is known to be called. */
  to: number | undefined;
  /** The callee as the call site names it. */
  name: string;
  type: CallType;
  evidence: Evidence;
  confidence: Confidence;
  /** How many definitions the call may reach, this one included. */
  candidates: number;
  path: string;
  /** Lines of the call sites, ascending. */
  lines: number[];
  /** Configuration under which the call is compiled, where it is known. */
  guard?: string;
}

/** How a walk was cut, so that an answer can say it. */
export interface Cut {
  /** A level or the whole reached its bound of nodes. */
  nodes: boolean;
  /** Callers or candidates of a single function were left out. */
  fanout: boolean;
}
