import { CallType } from '../facts/layouts';
import { Char } from '../text/bytes';
import { isPlainWord } from '../text/space';
import { continuationAt, isDigit } from './characters';
import { Meaning, Stop, meaningOf } from './command-words';
import { addCallSite } from './findings';
import { readAssignments } from './read-assignments';
import { readCompound, readParentheses } from './read-compounds';
import { isDeclaration, readDeclaration } from './read-declarations';
import { readFunction, readFunctionWord } from './read-functions';
import { pendingHeredocs, readHeredocs } from './read-heredocs';
import { readCoprocName, readSourced, readTimeOption, readTrap } from './read-special-commands';
import { readArguments, readRedirection, readWord } from './read-words';
import { lineAt, reader } from './reader';
import { skipBlanks, skipComment } from './skip-space';

/**
 * Reads commands up to one of these Stops and over it; gives that one, or 0 at the end or at an outer stop. A stop that
 * nothing around awaits is passed over.
 */
export function readCommands(stops: i32): i32 {
  const awaited = reader.awaited;
  reader.awaited |= stops;
  const isScript = reader.depth == 0;
  /** The next command goes together with the one before, over the ends of lines. */
  let isJoined = false;
  /** Assignments or redirections stand before it, if there is one. */
  let isBegun = false;
  while (reader.at < reader.end) {
    const start = reader.at;
    const c = <i32>load<u8>(start);
    const next = <i32>load<u8>(start + 1);
    let stop = 0;
    switch (c) {
      case Char.SPACE:
      case Char.TAB:
      case Char.RETURN:
        reader.at++;
        break;
      case Char.NEWLINE:
        reader.at++;
        isBegun = false;
        if (pendingHeredocs > 0) readHeredocs();
        break;
      case Char.HASH:
        skipComment();
        break;
      case Char.SEMICOLON:
        // `;;`, `;&` and `;;&`
        isBegun = false;
        if (next == Char.SEMICOLON || next == Char.AMPERSAND) stop = Stop.CLAUSE;
        if (stop == 0) reader.at++;
        else reader.at += next == Char.SEMICOLON && load<u8>(start + 2) == Char.AMPERSAND ? 3 : 2;
        break;
      case Char.PIPE:
      case Char.AMPERSAND:
        reader.at += next == Char.PIPE || next == Char.AMPERSAND ? 2 : 1;
        if (next == Char.GREATER) break; // of `&>`
        isJoined = c == Char.PIPE || next == Char.AMPERSAND;
        isBegun = false;
        break;
      case Char.OPEN_PAREN:
        readParentheses();
        isJoined = false;
        break;
      case Char.CLOSE_PAREN:
        stop = Stop.CLOSE;
        reader.at++;
        break;
      case Char.LESS:
      case Char.GREATER:
        readRedirection(c);
        skipBlanks();
        readWord();
        isBegun = true;
        break;
      default: {
        const isAlone = isScript && !isJoined && !isBegun;
        isBegun = false;
        const length: usize = c == Char.BACKSLASH ? continuationAt(start) : 0;
        if (length > 0) reader.at += length;
        else if (readAssignments(isAlone)) {
          isBegun = true;
          isJoined = false;
        } else {
          stop = readCommand(isAlone);
          isJoined = stop == Meaning.PREFIX;
        }
      }
    }
    if ((stop & reader.awaited) != 0) {
      const isOurs = (stop & stops) != 0;
      if (!isOurs) reader.at = start;
      reader.awaited = awaited;
      return isOurs ? stop : 0;
    }
  }
  reader.awaited = awaited;
  return 0;
}

/** Reads one command from its first word on, and says what that word means. */
function readCommand(isAlone: bool): i32 {
  const start = reader.at;
  if (!readWord()) {
    readArguments();
    return 0;
  }
  const end = reader.at;
  if (isDescriptor(start, end) || readFunction(start)) return 0;
  const meaning = meaningOf(start, end);
  if (meaning == 0 || meaning == Meaning.BUILTIN) {
    if (meaning == 0 && isCalled(start, end)) addCallSite(start, end, lineAt(start), CallType.DIRECT);
    readArguments();
  } else if (meaning == Meaning.FUNCTION) readFunctionWord(start);
  else if (meaning == Meaning.TRAP) readTrap();
  else if (meaning == Meaning.SOURCE) readSourced();
  else if (meaning == Meaning.TIME) readTimeOption();
  else if (meaning == Meaning.COPROC) readCoprocName();
  else if (isDeclaration(meaning)) readDeclaration(meaning, isAlone);
  else readCompound(meaning, start);
  return meaning;
}

/** Whether a function may be named so, and so may be called by this word alone. */
function isCalled(start: usize, end: usize): bool {
  if (load<u8>(start) < 0x80 && !isPlainWord(start)) return false;
  let isNumber = true;
  for (let p = start; p < end; p++) {
    const c = <i32>load<u8>(p);
    if (!isDigit(c)) isNumber = false;
    // One of `/=[]{}*?`
    if (c == Char.SLASH || c == Char.EQUALS || c == Char.OPEN_BRACKET || c == Char.CLOSE_BRACKET)
      return false;
    if (c == Char.OPEN_BRACE || c == Char.CLOSE_BRACE || c == Char.STAR || c == Char.QUESTION) return false;
  }
  return !isNumber;
}

/** Whether the word is that of a redirection: `2` in `2>&1`, `{fd}` in `{fd}<file`. */
function isDescriptor(start: usize, end: usize): bool {
  const c = load<u8>(end);
  if (c != Char.LESS && c != Char.GREATER) return false;
  const isBraced = load<u8>(start) == Char.OPEN_BRACE && load<u8>(end - 1) == Char.CLOSE_BRACE;
  if (isBraced) {
    start++;
    end--;
  }
  if (start >= end) return false;
  for (let p = start; p < end; p++) {
    if (!(isBraced ? isPlainWord(p) : isDigit(<i32>load<u8>(p)))) return false;
  }
  return true;
}
