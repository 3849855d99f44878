import { symbolsEmitted, files } from '../chunk';
import { KINDS, kindName } from '../emit-json/literals';
import { calls, entries, members, symbolAt, symbols, uses } from '../facts/facts';
import { CallFact, CallType, EntryFact, Flag, MemberFact, NONE, SymbolFact, UseType } from '../facts/layouts';
import { List, at, count, push, setCount } from '../memory/list';
import { Char } from '../text/bytes';
import { equals, literal } from '../text/literal';
import { faultBefore, hasNext, readNumber } from './cursor';
import { NAME } from './file';
import { custom, flag, Member, number, openArray, readObject, readTuple, text } from './shape';
import { readText, textLength, textStart } from './text';

// The records of symbols[], entrypoints[], call_graph[] and references[]. Each reader takes the next one when it belongs to the
// file at hand (index `files`) and answers whether it did; one of a later file is left for later.

const ORDER = literal('is of an earlier file: records stand in the order of their files');
const UNKNOWN_KIND = literal('is not a kind of symbol');
const UNKNOWN_CALL = literal('is not a type of call');
const ONE_OWNER = literal('must have either caller or file');
const NO_CALLS = literal('is empty');
const BAD_PARENT = literal('is no symbol of the same file');

const UNKNOWN_USE = literal('is not a way to use a function');
const TAB_INSIDE = literal('holds a tab');
const BAD_RECEIVER = literal('is not the member that an indirect call goes through');
const NO_MEMBER = literal('does not say which member');

const CALLBACK = literal('callback');
const ASSIGNED = literal('assigned');
const VALUE = literal('value');
const INDIRECT = literal('indirect');
const MACRO_CALL = literal('macro');
const NEW_CALL = literal('new');

/** Index of the file the record says it is of, NONE before it has. */
let owner: i32 = NONE;
/** Index of the symbol that call_graph says calls, NONE when it names a file. */
let caller: i32 = NONE;

const MEMBER: StaticArray<Member> = [
  text('name', offsetof<MemberFact>('name'), NAME),
  number('line', offsetof<MemberFact>('line'), 1),
  text('type', offsetof<MemberFact>('type'), NAME, false),
];

/** A member of symbols[] is a line here. */
const SYMBOL: StaticArray<Member> = [
  custom('file', takeOwner, true),
  text('name', offsetof<SymbolFact>('name'), NAME),
  custom('kind', takeKind, true),
  number('line', offsetof<SymbolFact>('line'), 1),
  number('end_line', offsetof<SymbolFact>('endLine'), 1),
  text('signature', offsetof<SymbolFact>('signature'), NAME, false),
  text('doc', offsetof<SymbolFact>('doc'), NAME, false),
  flag('static', offsetof<SymbolFact>('flags'), Flag.STATIC),
  flag('inline', offsetof<SymbolFact>('flags'), Flag.INLINE),
  flag('exported', offsetof<SymbolFact>('flags'), Flag.EXPORTED),
  number('parent', offsetof<SymbolFact>('parent'), 0, false),
  custom('members', takeMembers),
];

/** A member of entrypoints[] is a line here. */
const ENTRY: StaticArray<Member> = [
  custom('file', takeOwner, true),
  text('kind', offsetof<EntryFact>('kind'), NAME),
  text('name', offsetof<EntryFact>('name'), NAME, false),
  text('symbol', offsetof<EntryFact>('symbol'), NAME, false),
  number('line', offsetof<EntryFact>('line'), 1),
];

/** An item of a call is a line here. */
const CALL: StaticArray<Member> = [
  text('name', offsetof<CallFact>('name'), NAME),
  number('line', offsetof<CallFact>('line'), 1),
  custom('type', takeCallType),
  custom('receiver', takeReceiver),
];

const CALLS: StaticArray<Member> = [
  custom('caller', takeCaller),
  custom('file', takeOwner),
  custom('calls', takeCalls, true),
];

/** An item of a use is a line here. */
const USE: StaticArray<Member> = [
  text('name', offsetof<CallFact>('name'), NAME),
  number('line', offsetof<CallFact>('line'), 1),
  custom('type', takeUseType, true),
  text('via', offsetof<CallFact>('via'), NAME, false),
];

const REFERENCES: StaticArray<Member> = [
  custom('caller', takeCaller),
  custom('file', takeOwner),
  custom('uses', takeUses, true),
];

function takeOwner(_record: usize, _member: Member): void {
  owner = readNumber(0);
}

function takeCaller(_record: usize, _member: Member): void {
  caller = readNumber(0);
}

function takeKind(record: usize, _member: Member): void {
  readText();
  const end = textStart + <usize>textLength;
  for (let i = 0; i < KINDS.length; i++) {
    const letter = unchecked(KINDS[i]);
    if (!equals(kindName(letter), textStart, end)) continue;
    changetype<SymbolFact>(record).kind = letter;
    return;
  }
  faultBefore(UNKNOWN_KIND);
}

function takeCallType(record: usize, _member: Member): void {
  readText();
  const end = textStart + <usize>textLength;
  const call = changetype<CallFact>(record);
  if (equals(INDIRECT, textStart, end)) call.type = CallType.INDIRECT;
  else if (equals(MACRO_CALL, textStart, end)) call.type = CallType.MACRO;
  else if (equals(NEW_CALL, textStart, end)) call.type = CallType.NEW;
  else faultBefore(UNKNOWN_CALL);
}

function takeReceiver(record: usize, _member: Member): void {
  readText();
  const call = changetype<CallFact>(record);
  const fits = textLength > 0 && textLength <= <u32>NAME && call.type == CallType.INDIRECT;
  if (!fits || !isOneLine(textStart, textLength)) faultBefore(BAD_RECEIVER);
  call.via = <u32>textStart;
  call.viaLength = textLength;
}

function isOneLine(start: usize, length: u32): bool {
  for (let i: usize = 0; i < <usize>length; i++) if (load<u8>(start + i) == Char.NEWLINE) return false;
  return true;
}

function takeUseType(record: usize, _member: Member): void {
  readText();
  const end = textStart + <usize>textLength;
  const use = changetype<CallFact>(record);
  if (equals(CALLBACK, textStart, end)) use.type = UseType.CALLBACK;
  else if (equals(ASSIGNED, textStart, end)) use.type = UseType.ASSIGNED;
  else if (equals(VALUE, textStart, end)) use.type = UseType.VALUE;
  else faultBefore(UNKNOWN_USE);
}

/** A tab stands between two names in rows. */
function checkTab(address: u32, length: u32): void {
  const end = <usize>(address + length);
  for (let p = <usize>address; p < end; p++) if (load<u8>(p) == Char.TAB) faultBefore(TAB_INSIDE);
}

/** Members of the symbol added last. */
function takeMembers(_record: usize, _member: Member): void {
  if (!openArray()) return;
  do {
    const fact = changetype<MemberFact>(push(members));
    memory.fill(changetype<usize>(fact), 0, offsetof<MemberFact>());
    fact.owner = count(symbols) - 1;
    readTuple(MEMBER, changetype<usize>(fact));
    checkTab(fact.name, fact.nameLength);
  } while (hasNext(Char.CLOSE_BRACKET));
}

function takeCalls(_record: usize, _member: Member): void {
  if (!openArray()) faultBefore(NO_CALLS);
  do {
    const fact = changetype<CallFact>(push(calls));
    memory.fill(changetype<usize>(fact), 0, offsetof<CallFact>());
    fact.type = CallType.DIRECT;
    readTuple(CALL, changetype<usize>(fact));
    checkTab(fact.name, fact.nameLength);
  } while (hasNext(Char.CLOSE_BRACKET));
}

function takeUses(_record: usize, _member: Member): void {
  if (!openArray()) faultBefore(NO_CALLS);
  do {
    const fact = changetype<CallFact>(push(uses));
    memory.fill(changetype<usize>(fact), 0, offsetof<CallFact>());
    readTuple(USE, changetype<usize>(fact));
    checkTab(fact.name, fact.nameLength);
    if (fact.viaLength == 0 && fact.type == UseType.ASSIGNED) faultBefore(NO_MEMBER);
  } while (hasNext(Char.CLOSE_BRACKET));
}

/** Whether a record of file `of` is for the file at hand; stops at one that comes too late. */
function isOfThisFile(index: i32): bool {
  if (index < files) faultBefore(ORDER);
  return index == files;
}

export function readSymbol(): bool {
  const known = count(symbols);
  const knownMembers = count(members);
  const fact = changetype<SymbolFact>(push(symbols));
  memory.fill(changetype<usize>(fact), 0, offsetof<SymbolFact>());
  fact.parent = NONE;
  fact.firstCall = NONE;
  fact.firstMember = NONE;
  fact.firstUse = NONE;
  readObject(SYMBOL, changetype<usize>(fact));
  if (isOfThisFile(owner)) return true;
  setCount(symbols, known);
  setCount(members, knownMembers);
  return false;
}

/** Makes parents indexes within the file; run when its symbols are complete. */
export function resolveParents(): void {
  const total = count(symbols);
  for (let i = 0; i < total; i++) {
    const fact = symbolAt(i);
    if (fact.parent == NONE) continue;
    fact.parent -= symbolsEmitted;
    if (fact.parent < 0 || fact.parent >= total) faultBefore(BAD_PARENT);
  }
}

export function readEntry(): bool {
  const known = count(entries);
  const fact = changetype<EntryFact>(push(entries));
  memory.fill(changetype<usize>(fact), 0, offsetof<EntryFact>());
  readObject(ENTRY, changetype<usize>(fact));
  if (isOfThisFile(owner)) return true;
  setCount(entries, known);
  return false;
}

/** File that the record of call_graph is of: its caller's, as far as that is known yet. */
function ownerOfCalls(): i32 {
  if ((caller == NONE) == (owner == NONE)) faultBefore(ONE_OWNER);
  if (caller == NONE) return owner;
  if (caller < symbolsEmitted) return files - 1;
  return caller < symbolsEmitted + count(symbols) ? files : files + 1;
}

/** Reads a record whose items go to `list`, and gives them their caller. */
function readByCaller(members: StaticArray<Member>, list: List): bool {
  const known = count(list);
  owner = NONE;
  caller = NONE;
  readObject(members, 0);
  if (!isOfThisFile(ownerOfCalls())) {
    setCount(list, known);
    return false;
  }
  const from = caller == NONE ? NONE : caller - symbolsEmitted;
  for (let i = known; i < count(list); i++) changetype<CallFact>(at(list, i)).caller = from;
  return true;
}

export function readCalls(): bool {
  return readByCaller(CALLS, calls);
}

export function readUses(): bool {
  return readByCaller(REFERENCES, uses);
}
