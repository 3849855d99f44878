import { Kind as SymbolKind } from '../facts/layouts';
import { Char } from '../text/bytes';
import { isAsciiLetter } from '../text/letters';
import { Kind, kindOf } from './characters';
import { Meaning } from './command-words';
import { addExportedName, clearHeld, defineHeld } from './findings';
import { endsAlone, readAssignment } from './read-assignments';
import { readArguments, readRedirection, readWord } from './read-words';
import { reader } from './reader';
import { skipBlanks, skipComment } from './skip-space';

export function isDeclaration(meaning: i32): bool {
  return meaning == Meaning.DECLARE || meaning == Meaning.READONLY || meaning == Meaning.EXPORT;
}

/** Reads what follows `declare`, `readonly` or `export`. */
export function readDeclaration(meaning: i32, isAlone: bool): void {
  if (isAlone) clearHeld();
  let isConstant = meaning == Meaning.READONLY;
  let isPlain = true;
  for (skipBlanks(); reader.at < reader.end; skipBlanks()) {
    if (readAssignment(isAlone, isConstant ? SymbolKind.CONSTANT : SymbolKind.VARIABLE)) continue;
    const from = reader.at;
    const c = <i32>load<u8>(from);
    const kind = kindOf(c);
    if (c == Char.HASH) skipComment();
    else if (kind == Kind.PLAIN || kind == Kind.SPECIAL) {
      if (!readWord()) continue;
      if (meaning == Meaning.EXPORT) addExportedName(from, reader.at);
      if (isReadonlyOption(from, reader.at)) isConstant = true;
    } else if (c == Char.LESS || c == Char.GREATER) {
      readRedirection(c);
      isPlain = false;
    } else break;
  }
  const from = reader.at;
  readArguments();
  if (!isAlone || !isPlain || reader.at > from || !endsAlone()) return;
  defineHeld(meaning == Meaning.EXPORT);
}

/** Whether there is an `r` among the letters behind a `-`. */
function isReadonlyOption(start: usize, end: usize): bool {
  if (start >= end || load<u8>(start) != Char.MINUS) return false;
  for (let p = start + 1; p < end && isAsciiLetter(<i32>load<u8>(p)); p++) {
    if (load<u8>(p) == 114) return true;
  }
  return false;
}
