/** What an extractor finds in one source file, whatever its language. Lines are 1-based. */
export interface FileRecords {
  symbols: SymbolRecord[];
  calls: CallRecord[];
  imports: ImportRecord[];
  entrypoints: EntrypointRecord[];
}

/** Kinds of symbols over all languages; the letter is what the database stores. */
export const SYMBOL_KINDS = {
  function: 'f',
  method: 'd',
  class: 'k',
  interface: 'i',
  struct: 's',
  union: 'u',
  enum: 'e',
  enumerator: 'E',
  typedef: 't',
  type: 'T',
  variable: 'v',
  constant: 'c',
  macro: 'm',
  module: 'n',
  /** A Kconfig symbol, named `CONFIG_X`. */
  config: 'C',
  /** What a Makefile builds: a kernel module, an archive of objects (`fs/built-in.a`), a folder it descends into (`fs/ext4/`). */
  target: 'B',
  /** Who looks after which files: a section of MAINTAINERS, a rule of CODEOWNERS. */
  section: 'S',
} as const;

/** Kinds that say how code is configured, built and looked after; a name of theirs is never called. */
export const BUILD_KINDS: readonly string[] = [
  SYMBOL_KINDS.config,
  SYMBOL_KINDS.target,
  SYMBOL_KINDS.section,
];

/** Name of a symbol kind. */
export type SymbolKind = keyof typeof SYMBOL_KINDS;

/** A definition. `signature` is its head on one line, at most 400 bytes of UTF-8. */
export interface SymbolRecord {
  name: string;
  kind: SymbolKind;
  line: number;
  endLine: number;
  signature?: string;
  /** First sentence of the comment before it, without markup, at most 160 bytes of UTF-8. */
  doc?: string;
  /** Index of the enclosing symbol in `symbols`, e.g. a method's class. */
  parent?: number;
  /** Fields of a struct, class or interface: name and line. */
  members?: { name: string; line: number }[];
  /** Said to be static: belongs to its class and not to an instance; a function of C or C++: known to its own file alone. */
  isStatic?: boolean;
  /** Visible outside its file by an explicit export. */
  isExported?: boolean;
}

/** How a call site names what it calls. */
export const CALL_TYPES = { direct: 'd', indirect: 'i', macro: 'm', new: 'n' } as const;

/** `indirect` is `x->fn()` or `x.fn()`: the callee is a member's name. */
export type CallType = keyof typeof CALL_TYPES;

/**
 * How the name of a function is used as a value: handed to a call, assigned to a member, or put into a variable or an
 * array. The sign is what the database writes before the name.
 */
export const REFERENCE_TYPES = { callback: '&', assigned: '=', value: '' } as const;

/** Name of a way to use a function as a value. */
export type ReferenceType = keyof typeof REFERENCE_TYPES;

/** One call site. `caller` is an index into `symbols`; -1 at file level. */
export interface CallRecord {
  caller: number;
  name: string;
  line: number;
  type: CallType;
}

/** `#include`, `import`, `require`: the target as written, without quotes. */
export interface ImportRecord {
  target: string;
  line: number;
}

/** A place where control enters from outside, e.g. a system call or a module's init function. */
export interface EntrypointRecord {
  /** `syscall`, `module_init`, `module_exit`, `export`, `file_ops`, `ioctl`, `sysfs`, `proc`, `debugfs`, `netlink`, `interrupt` … */
  kind: string;
  /** What the outside calls it: `read` for `SYSCALL_DEFINE3(read, …)`. */
  name: string;
  /** The function that runs. */
  symbol: string;
  line: number;
}
