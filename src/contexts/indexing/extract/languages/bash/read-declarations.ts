import type { Definition } from '../../findings.ts';
import { GREATER, HASH, KINDS, LESS, PLAIN, SPECIAL } from './characters.ts';
import { MEANINGS } from './command-words.ts';
import { define, endsAlone, readAssignment } from './read-assignments.ts';
import { skipBlanks, skipComment } from './skip-space.ts';
import { readArguments, readRedirection, readWord } from './read-words.ts';
import type { Reader } from './reader.ts';

export function isDeclaration(meaning: number): boolean {
  return meaning === MEANINGS.declare || meaning === MEANINGS.readonly || meaning === MEANINGS.export;
}

/** Reads what follows `declare`, `readonly` or `export`. */
export function readDeclaration(reader: Reader, meaning: number, isAlone: boolean): void {
  const { source, findings } = reader;
  const found: Definition[] = [];
  let isConstant = meaning === MEANINGS.readonly;
  let isPlain = true;
  for (skipBlanks(reader); reader.at < reader.end; skipBlanks(reader)) {
    const code = source.charCodeAt(reader.at);
    const kind = KINDS[code];
    if (readAssignment(reader, isAlone ? found : undefined, isConstant ? 'constant' : 'variable')) continue;
    if (code === HASH) skipComment(reader);
    else if (kind === PLAIN || kind === SPECIAL) {
      const from = reader.at;
      if (!readWord(reader)) continue;
      const text = source.slice(from, reader.at);
      if (meaning === MEANINGS.export) findings.exportedNames.add(text);
      if (/^-[a-zA-Z]*r/.test(text)) isConstant = true;
    } else if (code === LESS || code === GREATER) {
      readRedirection(reader, code);
      isPlain = false;
    } else break;
  }
  const from = reader.at;
  readArguments(reader);
  if (!isAlone || !isPlain || reader.at > from || !endsAlone(reader)) return;
  define(reader, found);
  if (meaning === MEANINGS.export) for (const definition of found) findings.exports.push(definition);
}
