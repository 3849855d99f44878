import { addEntry, addSymbol, callAt, calls, linkFacts, symbolAt } from '../facts/facts';
import { keepText, keptLength } from '../facts/keep-text';
import { Flag, NONE } from '../facts/layouts';
import { LIST_BYTES, clear, count, extend, makeList, push, setCount } from '../memory/list';
import { literal, literalBytes, literalLength } from '../text/literal';
import { beginExports, isExported } from './exported';
import { definitionAt, definitions, isValue } from './findings';
import { composeDoc, doc, docLength } from './format-doc';
import { composeSignature, findModifiers, signature, signatureLength } from './format-signature';
import { orderOf, sortDefinitions } from './sort-definitions';

// Makes facts of what was found: symbols in the order of the source, each under the innermost one around it, and every
// call with the symbol it stands in.

/** Definitions around a place, by their order, the innermost last. */
const open = makeList(memory.data(LIST_BYTES, 16), 4);

/** For each definition in order its symbol; NONE where the name is too long to keep. */
const symbolOf = makeList(memory.data(LIST_BYTES, 16), 4);

function wordAt(list: usize, index: i32): i32 {
  return load<i32>(list + ((<usize>index) << 2));
}

/** The innermost definition that is open, NONE where there is none. */
function innermost(): i32 {
  const last = count(open) - 1;
  return last < 0 ? NONE : wordAt(open.address, last);
}

/** Leaves the definitions that end before `place`. */
function closeEnded(place: u32): void {
  for (let top = innermost(); top != NONE && definitionAt(orderOf(top)).end <= place; top = innermost()) {
    setCount(open, count(open) - 1);
  }
}

function enter(index: i32): void {
  store<i32>(push(open), index);
}

/** The innermost definition around one of a kind: `b` in `a=1 b=2` is not inside `a`. */
function parentOf(kind: i32): i32 {
  for (let i = count(open) - 1; i >= 0; i--) {
    const outer = wordAt(open.address, i);
    if (!isValue(kind) || !isValue(definitionAt(orderOf(outer)).kind)) return outer;
  }
  return NONE;
}

function putSymbols(total: i32): void {
  clear(open);
  clear(symbolOf);
  extend(symbolOf, (<usize>total) << 2);
  beginExports();
  for (let i = 0; i < total; i++) {
    const definition = definitionAt(orderOf(i));
    closeEnded(definition.start);
    const parent = parentOf(definition.kind);
    enter(i);
    const name = keepText(definition.nameStart, definition.nameEnd);
    const symbol = addSymbol(definition.kind, name, keptLength, definition.line);
    store<i32>(symbolOf.address + ((<usize>i) << 2), symbol);
    const isOut = isExported(definition, parent == NONE ? 0 : definitionAt(orderOf(parent)).start);
    if (symbol == NONE) continue;
    const modifiers = findModifiers(definition.start);
    composeSignature(definition, modifiers);
    composeDoc(definition.start, modifiers);
    const fact = symbolAt(symbol);
    fact.endLine = definition.endLine;
    fact.parent = parent == NONE ? NONE : wordAt(symbolOf.address, parent);
    fact.flags = isOut ? Flag.EXPORTED : 0;
    fact.signature = <u32>signature;
    fact.signatureLength = signatureLength;
    fact.doc = <u32>doc;
    fact.docLength = docLength;
  }
}

/** Says of each call in which symbol it stands; calls are in the order of the source. */
function findCallers(total: i32): void {
  clear(open);
  let next = 0;
  for (let i = 0; i < count(calls); i++) {
    const call = callAt(i);
    const place = <u32>call.next;
    for (; next < total && definitionAt(orderOf(next)).start <= place; next++) {
      closeEnded(definitionAt(orderOf(next)).start);
      enter(next);
    }
    closeEnded(place);
    const caller = innermost();
    call.caller = caller == NONE ? NONE : wordAt(symbolOf.address, caller);
  }
}

const SCRIPT = literal('script');

/** Adds the script itself, by the text of its `#!` line. */
export function putScript(start: usize, end: usize): void {
  const name = keepText(start, end);
  addEntry(literalBytes(SCRIPT), literalLength(SCRIPT), name, keptLength, name, 0, 1);
}

/** Puts what was found into the file's facts. */
export function putRecords(): void {
  const total = count(definitions);
  sortDefinitions();
  putSymbols(total);
  findCallers(total);
  linkFacts();
}
