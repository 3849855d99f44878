import { addCall, addImport, clearFacts, linkFacts } from '../facts/facts';
import { keepText, keptLength } from '../facts/keep-text';
import { CallType, Scan } from '../facts/layouts';
import { countTexts, textAt, textLength } from '../memory/text-map';
import { arenaKeep } from '../memory/arena';
import { Char } from '../text/bytes';
import { join, joinedLength, literal, startsWith } from '../text/literal';
import { joinPath, joinedBytes } from '../text/join-path';
import { line, nextLine, openLines } from '../text/lines';
import { LONGEST_TEXT, openSource } from '../text/source';
import { backSpace, findByte, hasLineEnd, isPlainWord, skipPlainWord, skipSpace } from '../text/space';
import { clearBlocks, closeBlock, inheritNeeds, needInBlock, openBlock } from './blocks';
import { addDepends, closeEntry, entry, openEntry, readPrompt, readType } from './entry';
import { Keyword, isRelative, keywordOf } from './keywords';
import { findNames, namesFound } from './names';

// Kconfig as the kernel's Documentation/kbuild/kconfig-language.rst describes it. A symbol is named CONFIG_X, as code
// and Makefiles name it, and refers to what it depends on, selects or implies, itself or by the blocks it stands in.

const CONFIG = literal('CONFIG_');
const OLD_HELP = literal('---help');

/** Bytes of the path at `labels`. */
let pathBytes: i32 = 0;
/** Whether properties being read are those of the innermost block. */
let inHeading: bool = false;
/** Columns before the help text being skipped: -1 outside one, 0 before its first line. */
let help: i32 = -1;

/** `CONFIG_X` for X. */
function configName(name: usize, length: u32): usize {
  return join(name, 0, CONFIG, name, length);
}

/** Lets the symbol at hand, or what the block at hand holds, refer to the names found last. */
function referToNames(): void {
  if (!entry.isOpen && !inHeading) return;
  for (let i = 0; i < countTexts(namesFound); i++) {
    const name = configName(textAt(namesFound, i), textLength(namesFound, i));
    if (entry.isOpen) addCall(name, joinedLength, line.first, CallType.DIRECT, entry.index);
    else needInBlock(name, joinedLength, line.first);
  }
}

function close(): void {
  closeEntry();
  inHeading = false;
}

function readConfig(p: usize, end: usize): void {
  const wordEnd = skipPlainWord(p, end);
  if (wordEnd == p) return;
  const name = configName(p, <u32>(wordEnd - p));
  openEntry(name, joinedLength, line.first);
  inheritNeeds(entry.index);
}

function readIf(p: usize, end: usize): void {
  inHeading = openBlock(Keyword.ENDIF);
  findNames(p, end);
  referToNames();
  inHeading = false;
}

/** Past the `on` of `depends on`. */
function skipOn(p: usize, end: usize): usize {
  const isOn = end - p >= 2 && load<u8>(p) == LETTER_O && load<u8>(p + 1) == LETTER_N;
  return isOn && !(p + 2 < end && isPlainWord(p + 2)) ? skipSpace(p + 2, end) : p;
}

const LETTER_O: u8 = 111;
const LETTER_N: u8 = 110;

function readDepends(p: usize, end: usize): void {
  const start = skipOn(p, end);
  const comment = findByte(start, end, Char.HASH);
  const limit = comment == end ? end : backSpace(comment, start);
  if (limit > start && entry.isOpen) addDepends(start, limit);
  findNames(start, limit);
  referToNames();
}

/** Whether the byte at `p` cannot stand in the name of a file. */
function endsTarget(p: usize): bool {
  const c = load<u8>(p);
  return c == Char.QUOTE || c == Char.APOSTROPHE || c == Char.HASH;
}

/** Files are named from the top of the tree, by `rsource` from the file's own folder. */
function readSource(word: usize, wordEnd: usize, p: usize, end: usize): void {
  if (p < end && endsTarget(p) && load<u8>(p) != Char.HASH) p++;
  let limit = p;
  while (limit < end && !endsTarget(limit)) limit++;
  p = skipSpace(p, limit);
  limit = backSpace(limit, p);
  if (isRelative(word, wordEnd)) {
    p = joinPath(pathBytes, p, limit);
    limit = p + <usize>joinedBytes;
    arenaKeep(limit - p);
  }
  if (limit == p) return;
  const target = keepText(p, limit);
  addImport(target, keptLength, line.first);
}

/** Reads a line whose first word goes from `word` to `wordEnd`, and what follows it. */
function readStatement(keyword: i32, word: usize, wordEnd: usize, p: usize, end: usize): void {
  if (keyword >= Keyword.CONFIG && keyword <= Keyword.COMMENT) close();
  if (keyword == Keyword.CONFIG) readConfig(p, end);
  else if (keyword == Keyword.IF) readIf(p, end);
  else if (keyword == Keyword.MENU) inHeading = openBlock(Keyword.ENDMENU);
  else if (keyword == Keyword.CHOICE) inHeading = openBlock(Keyword.ENDCHOICE);
  else if (keyword >= Keyword.ENDIF && keyword <= Keyword.ENDCHOICE) closeBlock(keyword);
  else if (keyword == Keyword.SOURCE) readSource(word, wordEnd, p, end);
  else if (keyword == Keyword.HELP) help = 0;
  else if (keyword == Keyword.DEPENDS) readDepends(p, end);
  else if (keyword == Keyword.SELECT) {
    findNames(p, end);
    referToNames();
  } else if (keyword == Keyword.PROMPT && entry.isOpen) readPrompt(p, end);
  else if (keyword == Keyword.TYPE && entry.isOpen) readType(word, wordEnd, p, end);
}

/** Columns before the text of the line at hand; a tab goes to the next multiple of eight. */
function indent(): i32 {
  let columns = 0;
  for (let p = line.start; p < line.end; p++) {
    const c = load<u8>(p);
    if (c == Char.TAB) columns = (columns & ~7) + 8;
    else if (c == Char.SPACE) columns++;
    else break;
  }
  return columns;
}

/** Whether the line at hand belongs to a help text. */
function isHelp(): bool {
  if (help < 0) return false;
  const columns = indent();
  if (columns >= max(help, 1)) {
    if (help == 0) help = columns;
    return true;
  }
  help = -1;
  return false;
}

function readLine(): void {
  const start = skipSpace(line.start, line.end);
  const end = backSpace(line.end, start);
  if (start == end) return;
  if (!isHelp()) {
    if (load<u8>(start) == Char.HASH) return;
    let wordEnd = start;
    while (wordEnd < end && (isPlainWord(wordEnd) || load<u8>(wordEnd) == Char.MINUS)) wordEnd++;
    const rest = skipSpace(wordEnd, end);
    const keyword = hasLineEnd(rest, end) ? Keyword.NONE : keywordOf(start, wordEnd);
    if (keyword != Keyword.NONE) readStatement(keyword, start, wordEnd, rest, end);
    else if (startsWith(OLD_HELP, start, end)) help = 0;
  }
  entry.lastLine = line.last;
}

/** Finds the facts in `bytes` bytes of Kconfig; the path of the file stands at `labels`. Answers a `Scan`. */
export function scanKconfig(bytes: i32, pathLength: i32): i32 {
  clearFacts();
  if (bytes > LONGEST_TEXT) return Scan.TOO_LARGE;
  openSource(bytes, true);
  openLines();
  clearBlocks();
  pathBytes = pathLength;
  inHeading = false;
  help = -1;
  while (nextLine()) readLine();
  close();
  linkFacts();
  return Scan.DONE;
}
