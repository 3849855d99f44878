import { arenaReset } from '../memory/arena';
import { at, clear, count, LIST_BYTES, makeList, push } from '../memory/list';
import {
  AssignmentFact,
  CallFact,
  EntryFact,
  GuardFact,
  ImportFact,
  InvocationFact,
  MacroFact,
  MemberFact,
  NONE,
  SymbolFact,
  TableFact,
} from './layouts';

// What is known about the file at hand. Emitters read these lists and know no language.

export const symbols = makeList(memory.data(LIST_BYTES, 16), offsetof<SymbolFact>());
export const calls = makeList(memory.data(LIST_BYTES, 16), offsetof<CallFact>());
export const uses = makeList(memory.data(LIST_BYTES, 16), offsetof<CallFact>());
export const members = makeList(memory.data(LIST_BYTES, 16), offsetof<MemberFact>());
export const imports = makeList(memory.data(LIST_BYTES, 16), offsetof<ImportFact>());
export const macros = makeList(memory.data(LIST_BYTES, 16), offsetof<MacroFact>());
export const invocations = makeList(memory.data(LIST_BYTES, 16), offsetof<InvocationFact>());
export const tables = makeList(memory.data(LIST_BYTES, 16), offsetof<TableFact>());
export const assignments = makeList(memory.data(LIST_BYTES, 16), offsetof<AssignmentFact>());
export const guards = makeList(memory.data(LIST_BYTES, 16), offsetof<GuardFact>());
export const entries = makeList(memory.data(LIST_BYTES, 16), offsetof<EntryFact>());

/** Names longer than this are counted instead of kept: a B-tree key must stay under 2,704 bytes. */
export const LONGEST_NAME: u32 = 1000;

/** Names left out of the file at hand for their length. */
export let longNames: i32 = 0;
/** Head of the chain of calls outside any symbol; set by linkFacts. */
export let firstFileCall: i32 = NONE;
/** Calls in that chain. */
export let fileCalls: i32 = 0;
/** The same of the uses outside any symbol. */
export let firstFileUse: i32 = NONE;
export let fileUses: i32 = 0;

/** Forgets the file before. */
export function clearFacts(): void {
  clear(symbols);
  clear(calls);
  clear(uses);
  clear(members);
  clear(imports);
  clear(macros);
  clear(invocations);
  clear(tables);
  clear(assignments);
  clear(guards);
  clear(entries);
  arenaReset();
  longNames = 0;
  firstFileCall = NONE;
  fileCalls = 0;
  firstFileUse = NONE;
  fileUses = 0;
}

/** Counts a name that is too long to keep. */
export function isLong(length: u32): bool {
  if (length <= LONGEST_NAME) return false;
  longNames++;
  return true;
}

export function symbolAt(index: i32): SymbolFact {
  return changetype<SymbolFact>(at(symbols, index));
}

export function callAt(index: i32): CallFact {
  return changetype<CallFact>(at(calls, index));
}

export function useAt(index: i32): CallFact {
  return changetype<CallFact>(at(uses, index));
}

export function guardAt(index: i32): GuardFact {
  return changetype<GuardFact>(at(guards, index));
}

export function memberAt(index: i32): MemberFact {
  return changetype<MemberFact>(at(members, index));
}

/** Adds a symbol without signature or parent; answers its index, or NONE when its name is too long. */
export function addSymbol(kind: i32, name: usize, length: u32, line: i32): i32 {
  if (isLong(length)) return NONE;
  const index = count(symbols);
  const fact = changetype<SymbolFact>(push(symbols));
  fact.name = <u32>name;
  fact.nameLength = length;
  fact.kind = kind;
  fact.flags = 0;
  fact.line = line;
  fact.endLine = line;
  fact.signature = 0;
  fact.signatureLength = 0;
  fact.parent = NONE;
  fact.firstCall = NONE;
  fact.firstMember = NONE;
  fact.firstUse = NONE;
  fact.doc = 0;
  fact.docLength = 0;
  return index;
}

function fillCall(fact: CallFact, name: usize, length: u32, line: i32, type: i32, caller: i32): void {
  fact.name = <u32>name;
  fact.nameLength = length;
  fact.line = line;
  fact.type = type;
  fact.via = 0;
  fact.viaLength = 0;
  fact.caller = caller;
}

export function addCall(name: usize, length: u32, line: i32, type: i32, caller: i32): void {
  if (isLong(length)) return;
  fillCall(changetype<CallFact>(push(calls)), name, length, line, type, caller);
}

/** Says through which member the call added last goes. */
export function setReceiver(via: usize, length: u32): void {
  if (length > LONGEST_NAME) return;
  const fact = callAt(count(calls) - 1);
  fact.via = <u32>via;
  fact.viaLength = length;
}

export function addUse(
  name: usize,
  length: u32,
  line: i32,
  type: i32,
  via: usize,
  viaLength: u32,
  caller: i32,
): void {
  if (isLong(length) || isLong(viaLength)) return;
  const fact = changetype<CallFact>(push(uses));
  fillCall(fact, name, length, line, type, caller);
  fact.via = <u32>via;
  fact.viaLength = viaLength;
}

export function addMember(name: usize, length: u32, line: i32, owner: i32): void {
  if (isLong(length)) return;
  const fact = changetype<MemberFact>(push(members));
  fact.name = <u32>name;
  fact.nameLength = length;
  fact.line = line;
  fact.type = 0;
  fact.typeLength = 0;
  fact.owner = owner;
}

/** Says of what struct, or that it is a pointer to a function, the member added last is. */
export function setMemberType(type: usize, length: u32): void {
  if (length > LONGEST_NAME) return;
  const fact = memberAt(count(members) - 1);
  fact.type = <u32>type;
  fact.typeLength = length;
}

export function addImport(target: usize, length: u32, line: i32): void {
  if (isLong(length)) return;
  const fact = changetype<ImportFact>(push(imports));
  fact.target = <u32>target;
  fact.targetLength = length;
  fact.line = line;
}

export function addEntry(
  kind: usize,
  kindLength: u32,
  name: usize,
  nameLength: u32,
  symbol: usize,
  symbolLength: u32,
  line: i32,
): void {
  if (isLong(nameLength) || isLong(symbolLength)) return;
  const fact = changetype<EntryFact>(push(entries));
  fact.kind = <u32>kind;
  fact.kindLength = kindLength;
  fact.name = <u32>name;
  fact.nameLength = nameLength;
  fact.symbol = <u32>symbol;
  fact.symbolLength = symbolLength;
  fact.line = line;
}

function linkUses(known: i32): void {
  for (let i = count(uses) - 1; i >= 0; i--) {
    const use = useAt(i);
    if (<u32>use.caller < <u32>known) {
      const caller = symbolAt(use.caller);
      use.next = caller.firstUse;
      caller.firstUse = i;
    } else {
      use.caller = NONE;
      use.next = firstFileUse;
      firstFileUse = i;
      fileUses++;
    }
  }
}

/**
 * Chains calls and uses to the symbols they stand in and members to their owners, in the order they were found, so
 * that emitters can walk them by symbol. Run once, when the file's facts are complete.
 */
export function linkFacts(): void {
  const known = count(symbols);
  linkUses(known);
  for (let i = count(calls) - 1; i >= 0; i--) {
    const call = callAt(i);
    if (<u32>call.caller < <u32>known) {
      const caller = symbolAt(call.caller);
      call.next = caller.firstCall;
      caller.firstCall = i;
    } else {
      call.caller = NONE;
      call.next = firstFileCall;
      firstFileCall = i;
      fileCalls++;
    }
  }
  for (let i = count(members) - 1; i >= 0; i--) {
    const member = memberAt(i);
    if (<u32>member.owner >= <u32>known) continue;
    const owner = symbolAt(member.owner);
    member.next = owner.firstMember;
    owner.firstMember = i;
  }
}
