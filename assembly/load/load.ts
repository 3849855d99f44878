import { files, showPart } from '../chunk';
import { emitFacts } from '../emit';
import { clearFacts, linkFacts } from '../facts/facts';
import { Char } from '../text/bytes';
import { Literal, literal } from '../text/literal';
import { describeSource, openRaw } from '../text/source';
import { cursor, faultBefore, faultHere, hasNext, moveCursor, openText, peek } from './cursor';
import { enterRecord } from './fault';
import { file, readFile } from './file';
import { readCalls, readEntry, readSymbol, readUses, resolveParents } from './records';
import { custom, Member, openArray, readObject } from './shape';
import { readText, skipValue, textLength, textStart } from './text';

// A chunk file read into the open chunk, file by file. Its arrays stand one behind the other, each in the order of
// the files, so they are read side by side, each at its place; no more than one file's records are held.

const FILES = literal('files');
const SYMBOLS = literal('symbols');
const ENTRIES = literal('entrypoints');
const CALLS = literal('call_graph');
const REFERENCES = literal('references');
const HEAD = literal('');

const ARRAY_WANTED = literal('must be an array');
const HEAD_LONG = literal('is too long');
const GOES_ON = literal('goes on behind its end');
const NO_SUCH = literal('names a file or symbol that the chunk does not have');

@unmanaged
class Section {
  name: u32;
  /** The next record, or the end. */
  at: usize;
  index: i32;
  more: i32;
}

function makeSection(place: usize, name: Literal): Section {
  const section = changetype<Section>(place);
  section.name = <u32>name;
  return section;
}

const fileSection = makeSection(memory.data(16, 16), FILES);
const symbolSection = makeSection(memory.data(16, 16), SYMBOLS);
const entrySection = makeSection(memory.data(16, 16), ENTRIES);
const callSection = makeSection(memory.data(16, 16), CALLS);
const referenceSection = makeSection(memory.data(16, 16), REFERENCES);

/** Head texts: a length, then room for as much. */
const HEAD_ROOM: u32 = 1020;
const heads = memory.data(3 * 1024, 16);

export function headAddress(which: i32): usize {
  return heads + ((<usize>which) << 10) + 4;
}

export function headLength(which: i32): i32 {
  return load<i32>(heads + ((<usize>which) << 10));
}

function takeHead(which: i32): void {
  readText();
  if (textLength > HEAD_ROOM) faultBefore(HEAD_LONG);
  store<u32>(heads + ((<usize>which) << 10), textLength);
  memory.copy(headAddress(which), textStart, <usize>textLength);
}

function takeSection(section: Section): void {
  if (peek() != Char.OPEN_BRACKET) faultHere(ARRAY_WANTED);
  section.at = cursor;
  section.index = 0;
  skipValue();
}

const CHUNK: StaticArray<Member> = [
  custom('manifest_version', (_record, _member) => takeHead(0), true),
  custom('chunk_id', (_record, _member) => takeHead(1), true),
  custom('subsystem', (_record, _member) => takeHead(2), true),
  custom('files', (_record, _member) => takeSection(fileSection), true),
  custom('symbols', (_record, _member) => takeSection(symbolSection), true),
  custom('entrypoints', (_record, _member) => takeSection(entrySection), true),
  custom('call_graph', (_record, _member) => takeSection(callSection), true),
  custom('references', (_record, _member) => takeSection(referenceSection)),
];

/** A section that the file does not have has no records. */
function begin(section: Section): void {
  section.more = 0;
  if (section.at == 0) return;
  moveCursor(section.at);
  section.more = openArray() ? 1 : 0;
  section.at = cursor;
}

function resume(section: Section): void {
  moveCursor(section.at);
  enterRecord(<Literal>section.name, section.index);
}

function advance(section: Section): void {
  section.index++;
  section.more = hasNext(Char.CLOSE_BRACKET) ? 1 : 0;
  section.at = cursor;
}

/** Reads records until one is of a later file. */
function readRecords(section: Section, read: () => bool): void {
  while (section.more != 0) {
    resume(section);
    if (!read()) return;
    advance(section);
  }
}

function checkEnded(section: Section): void {
  if (section.more == 0) return;
  resume(section);
  faultBefore(NO_SUCH);
}

/** Reads the chunk file of `bytes` bytes in sourceRoom() and emits what it holds, as if it had been scanned. */
export function loadChunk(bytes: i32): void {
  clearFacts();
  const from = openRaw(bytes);
  openText(from);
  enterRecord(HEAD, -1);
  referenceSection.at = 0;
  readObject(CHUNK, 0);
  if (peek() != 0 || cursor != from + <usize>bytes) faultBefore(GOES_ON);
  begin(fileSection);
  begin(symbolSection);
  begin(entrySection);
  begin(callSection);
  begin(referenceSection);
  while (fileSection.more != 0) {
    clearFacts();
    resume(fileSection);
    readFile();
    advance(fileSection);
    readRecords(symbolSection, readSymbol);
    resolveParents();
    readRecords(entrySection, readEntry);
    readRecords(callSection, readCalls);
    readRecords(referenceSection, readUses);
    linkFacts();
    describeSource(file.bytes, file.lines);
    showPart(file.part - 1, file.parts);
    emitFacts(file.path, file.pathLength, file.language, file.languageLength);
  }
  checkEnded(symbolSection);
  checkEnded(entrySection);
  checkEnded(callSection);
  checkEnded(referenceSection);
}
