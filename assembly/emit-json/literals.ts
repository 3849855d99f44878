import { Literal, literal } from '../text/literal';
import { CallType, Kind, UseType } from '../facts/layouts';

/** The fixed parts of chunk files. */
export const PATH = literal('{"path":"');
export const LANGUAGE = literal('","language":"');
export const BYTES = literal('","bytes":');
export const LINES = literal(',"lines":');
export const INCLUDES = literal(',"includes":[');
export const MACRO_NAMES = literal(',"macros":{"names":"');
export const MACRO_LINES = literal('","lines":[');
export const END_MACROS = literal(']}');
export const OPERATIONS = literal(',"operations":[');
export const TYPE = literal('{"type":"');
export const TABLE = literal('","table":"');
export const LINE_AFTER_TEXT = literal('","line":');
export const TABLE_MEMBERS = literal(',"members":[');
export const END_TABLE = literal(']}');
export const TOPLEVEL = literal(',"toplevel":[');
/** Behind the line of a macro call whose argument is a string and no name. */
export const TEXT_ARGUMENT = literal(',"text"]');
export const GUARDS = literal(',"guards":[');
export const PART = literal(',"part":[');
export const FILE = literal('{"file":');
export const NAME = literal(',"name":"');
export const KIND_AFTER_TEXT = literal('","kind":"');
export const KIND = literal(',"kind":"');
export const NAME_AFTER_TEXT = literal('","name":"');
export const SYMBOL_AFTER_TEXT = literal('","symbol":"');
export const END_LINE = literal(',"end_line":');
export const SIGNATURE = literal(',"signature":"');
export const DOC = literal(',"doc":"');
export const STATIC = literal(',"static":true');
export const INLINE = literal(',"inline":true');
export const EXPORTED = literal(',"exported":true');
export const PARENT = literal(',"parent":');
export const MEMBERS = literal(',"members":[');
export const CALLER = literal('{"caller":');
export const CALLS = literal(',"calls":[');
export const END_CALLS = literal(']}');
export const NEXT_RECORD = literal(',\n');
export const FUNCTION_SUFFIX = literal('(');
export const NEWLINE_ESCAPE = literal('\\n');
export const INDIRECT = literal(',"indirect"]');
export const INDIRECT_VIA = literal(',"indirect","');
export const MACRO_CALL = literal(',"macro"]');
export const NEW_CALL = literal(',"new"]');
const CLOSE = literal(']');
export const USES = literal(',"uses":[');
const CALLBACK = literal(',"callback"');
const ASSIGNED = literal(',"assigned"');
const VALUE = literal(',"value"');

/** How a function's name is used. */
export function useName(type: i32): Literal {
  if (type == UseType.CALLBACK) return CALLBACK;
  return type == UseType.ASSIGNED ? ASSIGNED : VALUE;
}

/** Closes a call: names its type when it is not a direct one. */
export function callEnd(type: i32): Literal {
  if (type == CallType.INDIRECT) return INDIRECT;
  if (type == CallType.MACRO) return MACRO_CALL;
  if (type == CallType.NEW) return NEW_CALL;
  return CLOSE;
}

const kindNames = memory.data(128 * 4, 16);

function nameKind(letter: i32, name: string): void {
  store<u32>(kindNames + ((<usize>letter) << 2), <u32>literal(name));
}
nameKind(Kind.FUNCTION, 'function');
nameKind(Kind.METHOD, 'method');
nameKind(Kind.CLASS, 'class');
nameKind(Kind.INTERFACE, 'interface');
nameKind(Kind.STRUCT, 'struct');
nameKind(Kind.UNION, 'union');
nameKind(Kind.ENUM, 'enum');
nameKind(Kind.ENUMERATOR, 'enumerator');
nameKind(Kind.TYPEDEF, 'typedef');
nameKind(Kind.TYPE, 'type');
nameKind(Kind.VARIABLE, 'variable');
nameKind(Kind.CONSTANT, 'constant');
nameKind(Kind.MACRO, 'macro');
nameKind(Kind.MODULE, 'module');
nameKind(Kind.CONFIG, 'config');
nameKind(Kind.TARGET, 'target');
nameKind(Kind.SECTION, 'section');

/** Letters of all kinds, the most frequent first. */
export const KINDS: StaticArray<i32> = [
  Kind.FUNCTION,
  Kind.METHOD,
  Kind.VARIABLE,
  Kind.STRUCT,
  Kind.ENUMERATOR,
  Kind.MACRO,
  Kind.CONSTANT,
  Kind.ENUM,
  Kind.TYPEDEF,
  Kind.CLASS,
  Kind.INTERFACE,
  Kind.TYPE,
  Kind.UNION,
  Kind.MODULE,
  Kind.CONFIG,
  Kind.TARGET,
  Kind.SECTION,
];

/** Name of the symbol kind with this letter. */
export function kindName(letter: i32): Literal {
  return <usize>load<u32>(kindNames + ((<usize>(letter & 127)) << 2));
}
