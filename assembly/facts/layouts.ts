// Layouts of the records of one file. Text is an address and a length: in the source, the arena or a literal.

/** Letters of symbol kinds as the database stores them. */
export const enum Kind {
  FUNCTION = 102,
  METHOD = 100,
  CLASS = 107,
  INTERFACE = 105,
  TYPE = 84,
  CONSTANT = 99,
  MODULE = 110,
  STRUCT = 115,
  UNION = 117,
  ENUM = 101,
  ENUMERATOR = 69,
  TYPEDEF = 116,
  VARIABLE = 118,
  MACRO = 109,
  CONFIG = 67,
  TARGET = 66,
  SECTION = 83,
}

export const enum Flag {
  STATIC = 1,
  INLINE = 2,
  EXPORTED = 4,
}

/** Letters of call types; a direct call has none in rows and JSON. */
export const enum CallType {
  DIRECT = 100,
  INDIRECT = 105,
  MACRO = 109,
  NEW = 110,
}

/** Letters of the ways in which a function's name is used as a value. */
export const enum UseType {
  /** Handed to a call; `via` is what is called. */
  CALLBACK = 98,
  /** Assigned to a member; `via` is the member. */
  ASSIGNED = 97,
  /** Put into a variable or an array; `via` is the variable or the array's index, where it is known. */
  VALUE = 118,
}

/** What a scan answers to the host. */
export const enum Scan {
  DONE = 0,
  /** The content is not what the file's name says. */
  OTHER_LANGUAGE = 1,
  /** Too long to be read. */
  TOO_LARGE = 2,
}

/** No record, no symbol. */
export const NONE: i32 = -1;

@unmanaged
export class SymbolFact {
  name: u32;
  nameLength: u32;
  kind: i32;
  flags: i32;
  line: i32;
  endLine: i32;
  signature: u32;
  signatureLength: u32;
  /** Index of the enclosing symbol, or NONE. */
  parent: i32;
  /** Heads of the chains through CallFact.next and MemberFact.next; set by linkFacts. */
  firstCall: i32;
  firstMember: i32;
  /** Head of the chain of uses; set by linkFacts. */
  firstUse: i32;
  /** First sentence of the comment before it. */
  doc: u32;
  docLength: u32;
}

/** A call, or a use of a function's name as a value. */
@unmanaged
export class CallFact {
  name: u32;
  nameLength: u32;
  line: i32;
  /** A CallType, or a UseType in the list of uses. */
  type: i32;
  /** Of an indirect call the member before the one called, `f_op` in `x->f_op->read()`; of a use see UseType. */
  via: u32;
  viaLength: u32;
  /** Index of the calling symbol; NONE at file level. */
  caller: i32;
  next: i32;
}

@unmanaged
export class MemberFact {
  name: u32;
  nameLength: u32;
  line: i32;
  /** Tag of its struct or union, `(*)` for a pointer to a function; empty for others. */
  type: u32;
  typeLength: u32;
  owner: i32;
  next: i32;
}

@unmanaged
export class ImportFact {
  target: u32;
  targetLength: u32;
  line: i32;
}

@unmanaged
export class MacroFact {
  name: u32;
  nameLength: u32;
  line: i32;
  functionLike: i32;
}

/** A macro invoked at file level. */
@unmanaged
export class InvocationFact {
  name: u32;
  nameLength: u32;
  argument: u32;
  argumentLength: u32;
  /** Whether the argument is an identifier, which can be asked for. */
  named: i32;
  line: i32;
}

/** A variable of designated initialisers; its assignments follow one another in the list of assignments. */
@unmanaged
export class TableFact {
  type: u32;
  typeLength: u32;
  name: u32;
  nameLength: u32;
  line: i32;
  firstAssignment: i32;
  assignments: i32;
}

@unmanaged
export class AssignmentFact {
  field: u32;
  fieldLength: u32;
  value: u32;
  valueLength: u32;
  line: i32;
}

/** Lines compiled only under a condition on the configuration. */
@unmanaged
export class GuardFact {
  text: u32;
  textLength: u32;
  line: i32;
  endLine: i32;
}

@unmanaged
export class EntryFact {
  kind: u32;
  kindLength: u32;
  name: u32;
  nameLength: u32;
  symbol: u32;
  symbolLength: u32;
  line: i32;
}
