import { arenaKeep, arenaRoom } from '../memory/arena';
import { addCall, addEntry, addImport, addMember, addSymbol, clearFacts, linkFacts, symbolAt } from './facts';
import { NONE } from './layouts';

// Facts another extractor found, as the host packs them: five counts, then the words of each record, then the
// text the records point into. Text positions are bytes from the start of the text.
//
//   symbol   name, length, kind letter, line, end line, signature, length, parent (-1), flags, doc, length
//   member   symbol, name, length, line
//   call     caller (-1), name, length, line, type letter
//   import   target, length, line
//   entry    kind, length, name, length, symbol, length, line

const COUNTS: i32 = 5;
const SYMBOL_WORDS: usize = 11;
const MEMBER_WORDS: usize = 4;
const CALL_WORDS: usize = 5;
const IMPORT_WORDS: usize = 3;
const ENTRY_WORDS: usize = 7;

let packed: usize = 0;

/** Forgets the file before and gives room for `bytes` of packed records. */
export function importRoom(bytes: i32): usize {
  clearFacts();
  packed = arenaRoom(<usize>bytes);
  arenaKeep(<usize>bytes);
  return packed;
}

function word(p: usize, index: usize): i32 {
  return load<i32>(p + (index << 2));
}

function length(p: usize, index: usize): u32 {
  return load<u32>(p + (index << 2));
}

/** Indexes of symbols shift when one before them is too long to keep. */
let kept: usize = 0;

function newIndex(index: i32): i32 {
  return index < 0 ? NONE : load<i32>(kept + ((<usize>index) << 2));
}

function takeSymbols(p: usize, total: i32, text: usize): usize {
  for (let i = 0; i < total; i++) {
    const index = addSymbol(word(p, 2), text + <usize>word(p, 0), length(p, 1), word(p, 3));
    store<i32>(kept + ((<usize>i) << 2), index);
    if (index != NONE) {
      const fact = symbolAt(index);
      fact.endLine = word(p, 4);
      fact.signature = <u32>text + length(p, 5);
      fact.signatureLength = length(p, 6);
      fact.parent = word(p, 7);
      fact.flags = word(p, 8);
      fact.doc = <u32>text + length(p, 9);
      fact.docLength = length(p, 10);
    }
    p += SYMBOL_WORDS << 2;
  }
  for (let i = 0; i < total; i++) {
    const index = newIndex(i);
    if (index == NONE) continue;
    const fact = symbolAt(index);
    fact.parent = fact.parent < total ? newIndex(fact.parent) : NONE;
  }
  return p;
}

/** Takes the records packed into the room asked for. */
export function importFacts(): void {
  const symbols = word(packed, 0);
  const members = word(packed, 1);
  const calls = word(packed, 2);
  const imports = word(packed, 3);
  const entries = word(packed, 4);
  let p = packed + ((<usize>COUNTS) << 2);
  const words =
    <usize>symbols * SYMBOL_WORDS +
    <usize>members * MEMBER_WORDS +
    <usize>calls * CALL_WORDS +
    <usize>imports * IMPORT_WORDS +
    <usize>entries * ENTRY_WORDS;
  const text = p + (words << 2);
  kept = arenaRoom((<usize>symbols) << 2);
  arenaKeep((<usize>symbols) << 2);
  p = takeSymbols(p, symbols, text);
  for (let i = 0; i < members; i++) {
    addMember(text + <usize>word(p, 1), length(p, 2), word(p, 3), newIndex(word(p, 0)));
    p += MEMBER_WORDS << 2;
  }
  for (let i = 0; i < calls; i++) {
    addCall(text + <usize>word(p, 1), length(p, 2), word(p, 3), word(p, 4), newIndex(word(p, 0)));
    p += CALL_WORDS << 2;
  }
  for (let i = 0; i < imports; i++) {
    addImport(text + <usize>word(p, 0), length(p, 1), word(p, 2));
    p += IMPORT_WORDS << 2;
  }
  for (let i = 0; i < entries; i++) {
    addEntry(
      text + <usize>word(p, 0),
      length(p, 1),
      text + <usize>word(p, 2),
      length(p, 3),
      text + <usize>word(p, 4),
      length(p, 5),
      word(p, 6),
    );
    p += ENTRY_WORDS << 2;
  }
  linkFacts();
}
