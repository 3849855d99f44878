import { addEntry, entries } from '../facts/facts';
import { EntryFact } from '../facts/layouts';
import { at, count } from '../memory/list';
import { hashBytes, sameBytes } from '../text/bytes';
import {
  Literal,
  endsWith,
  equals,
  join,
  joinedLength,
  literal,
  literalBytes,
  literalLength,
  startsWith,
} from '../text/literal';
import { argumentEnd, argumentStart, isConstant, nameArgument, stringArgument } from './arguments';
import { Word } from './words';

// Where control enters the code from outside: which macros, calls and tables say so.

export const SYSCALL = literal('syscall');
const MODULE_INIT = literal('module_init');
const MODULE_EXIT = literal('module_exit');
const INITCALL = literal('initcall');
export const EXPORT = literal('export');
export const FILE_OPS = literal('file_ops');
export const IOCTL = literal('ioctl');
export const SYSFS = literal('sysfs');
export const PROC = literal('proc');
const DEBUGFS = literal('debugfs');
export const NETLINK = literal('netlink');
const INTERRUPT = literal('interrupt');

const EXPORT_PREFIX = literal('EXPORT_SYMBOL');
const INITCALL_SUFFIX = literal('_initcall');
const INITCALL_SYNC_SUFFIX = literal('_initcall_sync');
const ATTR_SUFFIX = literal('_ATTR');
const ATTR_RW_SUFFIX = literal('_ATTR_RW');
const ATTR_RO_SUFFIX = literal('_ATTR_RO');
const ATTR_WO_SUFFIX = literal('_ATTR_WO');
const SHOW_ATTRIBUTE = literal('DEFINE_SHOW_ATTRIBUTE');
const PROC_SHOW_ATTRIBUTE = literal('DEFINE_PROC_SHOW_ATTRIBUTE');
const DEBUGFS_ATTRIBUTE = literal('DEFINE_DEBUGFS_ATTRIBUTE');
const SIMPLE_ATTRIBUTE = literal('DEFINE_SIMPLE_ATTRIBUTE');
const SHOW = literal('_show');
const STORE = literal('_store');

/** Slots that remember the entry point last added under a hash, so that repeated registrations count once. */
const SEEN: u32 = 1024;
const seen = memory.data(1024 * 4, 16);

/** Whether the file at hand already has this kind and symbol, as far as the slots remember. */
function isRepeated(kind: Literal, symbol: usize, length: u32): bool {
  const slot = seen + ((<usize>(hashBytes(<u32>kind, symbol, length) & (SEEN - 1))) << 2);
  const index = load<i32>(slot);
  store<i32>(slot, count(entries));
  if (<u32>index >= <u32>count(entries)) return false;
  const fact = changetype<EntryFact>(at(entries, index));
  return (
    <usize>fact.kind == literalBytes(kind) &&
    fact.symbolLength == length &&
    sameBytes(<usize>fact.symbol, symbol, <usize>length)
  );
}

/** Adds an entry point whose kind is one of the literals above. */
export function enter(
  kind: Literal,
  name: usize,
  nameEnd: usize,
  symbol: usize,
  symbolEnd: usize,
  line: i32,
): void {
  const nameLength = <u32>(nameEnd - name);
  const symbolLength = <u32>(symbolEnd - symbol);
  addEntry(literalBytes(kind), literalLength(kind), name, nameLength, symbol, symbolLength, line);
}

/** Adds argument `index` as a handler called `name`, unless it is NULL or another constant. */
function enterArgument(kind: Literal, name: usize, nameEnd: usize, open: usize, index: i32, line: i32): void {
  if (!nameArgument(open, index) || isConstant(argumentStart, argumentEnd)) return;
  enter(kind, name, nameEnd, argumentStart, argumentEnd, line);
}

/** Adds `name` with a suffix as the handler of the attribute `name`. */
function enterSuffixed(kind: Literal, name: usize, nameEnd: usize, suffix: Literal, line: i32): void {
  const symbol = join(name, <u32>(nameEnd - name), suffix, name, 0);
  enter(kind, name, nameEnd, symbol, symbol + <usize>joinedLength, line);
}

/** An attribute macro: `(name, mode, show, store)`, or `(name)` with handlers called after it. */
function enterAttribute(style: i32, open: usize, line: i32): void {
  if (!nameArgument(open, 0)) return;
  const name = argumentStart;
  const nameEnd = argumentEnd;
  if (style == Word.ATTR) {
    enterArgument(SYSFS, name, nameEnd, open, 2, line);
    enterArgument(SYSFS, name, nameEnd, open, 3, line);
    return;
  }
  // SENSOR_DEVICE_ATTR_RO(name, function, index): the second argument is what handlers are called after.
  let base = name;
  let baseEnd = nameEnd;
  if (nameArgument(open, 1)) {
    base = argumentStart;
    baseEnd = argumentEnd;
  }
  const length = <u32>(baseEnd - base);
  if (style != Word.ATTR_WO) {
    const symbol = join(base, length, SHOW, base, 0);
    enter(SYSFS, name, nameEnd, symbol, symbol + <usize>joinedLength, line);
  }
  if (style != Word.ATTR_RO) {
    const symbol = join(base, length, STORE, base, 0);
    enter(SYSFS, name, nameEnd, symbol, symbol + <usize>joinedLength, line);
  }
}

/** Which of the attribute macros a name is, NAME for none. */
function attributeStyle(name: usize, end: usize): i32 {
  if (endsWith(ATTR_SUFFIX, name, end)) return Word.ATTR;
  if (endsWith(ATTR_RW_SUFFIX, name, end)) return Word.ATTR_RW;
  if (endsWith(ATTR_RO_SUFFIX, name, end)) return Word.ATTR_RO;
  if (endsWith(ATTR_WO_SUFFIX, name, end)) return Word.ATTR_WO;
  return Word.NAME;
}

/** Looks for an entry point in a macro invoked at file level, whose `(` is at `open`. */
export function enterInvocation(name: usize, end: usize, open: usize, line: i32): void {
  if (!nameArgument(open, 0)) return;
  const first = argumentStart;
  const firstEnd = argumentEnd;
  if (startsWith(EXPORT_PREFIX, name, end)) enter(EXPORT, first, firstEnd, first, firstEnd, line);
  else if (equals(MODULE_INIT, name, end)) enter(MODULE_INIT, first, firstEnd, first, firstEnd, line);
  else if (equals(MODULE_EXIT, name, end)) enter(MODULE_EXIT, first, firstEnd, first, firstEnd, line);
  else if (endsWith(INITCALL_SUFFIX, name, end) || endsWith(INITCALL_SYNC_SUFFIX, name, end)) {
    enter(INITCALL, first, firstEnd, first, firstEnd, line);
  } else if (equals(DEBUGFS_ATTRIBUTE, name, end) || equals(SIMPLE_ATTRIBUTE, name, end)) {
    enterArgument(DEBUGFS, first, firstEnd, open, 1, line);
    enterArgument(DEBUGFS, first, firstEnd, open, 2, line);
  } else if (equals(SHOW_ATTRIBUTE, name, end)) enterSuffixed(DEBUGFS, first, firstEnd, SHOW, line);
  else if (equals(PROC_SHOW_ATTRIBUTE, name, end)) enterSuffixed(PROC, first, firstEnd, SHOW, line);
  else {
    const style = attributeStyle(name, end);
    if (style != Word.NAME) enterAttribute(style, open, line);
  }
}

/** Adds argument `index` as what a call registers, called by its string argument or else by itself. */
function enterRegistered(kind: Literal, open: usize, index: i32, label: i32, line: i32): void {
  if (!nameArgument(open, index)) return;
  const symbol = argumentStart;
  const symbolEnd = argumentEnd;
  if (isConstant(symbol, symbolEnd) || isRepeated(kind, symbol, <u32>(symbolEnd - symbol))) return;
  if (stringArgument(open, label)) enter(kind, argumentStart, argumentEnd, symbol, symbolEnd, line);
  else enter(kind, symbol, symbolEnd, symbol, symbolEnd, line);
}

/** Adds argument `index` as what a call registers, called by the constant in argument `label`. */
function enterMessage(open: usize, index: i32, label: i32, line: i32): void {
  if (!nameArgument(open, index) || isConstant(argumentStart, argumentEnd)) return;
  const symbol = argumentStart;
  const symbolEnd = argumentEnd;
  if (nameArgument(open, label)) enter(NETLINK, argumentStart, argumentEnd, symbol, symbolEnd, line);
  else enter(NETLINK, symbol, symbolEnd, symbol, symbolEnd, line);
}

/** Looks for an entry point in a call of one of the special words, whose `(` is at `open`. */
export function enterCall(word: i32, open: usize, line: i32): void {
  if (word == Word.REQUEST_IRQ) enterRegistered(INTERRUPT, open, 1, 3, line);
  else if (word == Word.DEVM_REQUEST_IRQ) enterRegistered(INTERRUPT, open, 2, 4, line);
  else if (word == Word.REQUEST_THREADED_IRQ) {
    enterRegistered(INTERRUPT, open, 1, 4, line);
    enterRegistered(INTERRUPT, open, 2, 4, line);
  } else if (word == Word.DEVM_REQUEST_THREADED_IRQ) {
    enterRegistered(INTERRUPT, open, 2, 5, line);
    enterRegistered(INTERRUPT, open, 3, 5, line);
  } else if (word == Word.PROC_CREATE) enterRegistered(PROC, open, 3, 0, line);
  else if (word == Word.DEBUGFS_CREATE) enterRegistered(DEBUGFS, open, 4, 0, line);
  else if (word == Word.NETLINK_CREATE) enterMessage(open, 2, 1, line);
  else if (word == Word.RTNL_REGISTER) {
    enterMessage(open, 2, 1, line);
    enterMessage(open, 3, 1, line);
  } else if (word == Word.RTNL_REGISTER_MODULE) {
    enterMessage(open, 3, 2, line);
    enterMessage(open, 4, 2, line);
  } else enterAttribute(word, open, line);
}

/** Forgets which registrations were seen. */
export function clearEntries(): void {
  memory.fill(seen, 0xff, (<usize>SEEN) << 2);
}
