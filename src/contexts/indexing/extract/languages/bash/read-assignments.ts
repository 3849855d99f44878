import {
  AMPERSAND,
  EQUALS,
  GREATER,
  HASH,
  isDigit,
  isNameUnit,
  KINDS,
  LESS,
  OPEN,
  OPEN_BRACKET,
  PIPE,
  PLAIN,
  PLUS,
  SPECIAL,
} from './characters.ts';
import type { Definition } from '../../findings.ts';
import { findBracketEnd } from './find-ends.ts';
import { skipBlanks } from './skip-space.ts';
import { readUpTo } from './read-quotes.ts';
import { readArray, readWord } from './read-words.ts';
import type { Reader } from './reader.ts';
import { enclose, lineAt } from './reader.ts';

/**
 * Reads `A=1 B=(2 3)`, up to what comes next, and says whether there was an assignment. They define variables when
 * they are a command of their own (`isAlone`: not one of a list joined by `&&`, `||` or `|`).
 */
export function readAssignments(reader: Reader, isAlone: boolean): boolean {
  const found: Definition[] = [];
  let any = false;
  for (; readAssignment(reader, isAlone ? found : undefined, 'variable'); skipBlanks(reader)) any = true;
  if (isAlone && found.length > 0 && endsAlone(reader)) define(reader, found);
  return any;
}

/** Reads `name=value`, `name+=value` or `name[…]=value`, if there is one; only the first two have a name of their own. */
export function readAssignment(
  reader: Reader,
  found: Definition[] | undefined,
  kind: 'variable' | 'constant',
): boolean {
  const { source, end } = reader;
  const start = reader.at;
  let at = start;
  while (at < end && isNameUnit(source.charCodeAt(at))) at += 1;
  if (at === start || isDigit(source.charCodeAt(start))) return false;
  const nameEnd = at;
  const isElement = source.charCodeAt(at) === OPEN_BRACKET;
  if (isElement) {
    const close = findBracketEnd(reader, at);
    if (close === -1) return false;
    at = close + 1;
  }
  if (source.charCodeAt(at) === PLUS) at += 1;
  if (at >= end || source.charCodeAt(at) !== EQUALS) return false;
  const line = found && !isElement ? lineAt(reader, start) : 0;
  if (isElement) readUpTo(reader, nameEnd, at, at);
  reader.at = at + 1;
  if (source.charCodeAt(at + 1) === OPEN && at + 1 < end) enclose(reader, readArray);
  else readWord(reader);
  if (line > 0) found!.push(definitionOf(reader, kind, start, nameEnd, line));
  return true;
}

function definitionOf(
  reader: Reader,
  kind: 'variable' | 'constant',
  start: number,
  nameEnd: number,
  line: number,
): Definition {
  return {
    start,
    end: reader.at,
    line,
    kind,
    name: reader.source.slice(start, nameEnd),
    nameStart: start,
    endLine: lineAt(reader, reader.at),
    body: undefined,
    isStatic: false,
    owner: undefined,
  };
}

/** One by one: there may be more than a call takes. */
export function define({ findings }: Reader, found: readonly Definition[]): void {
  for (const definition of found) findings.definitions.push(definition);
}

/** Whether the command that ends here is not joined with the next one, nor goes on. */
export function endsAlone({ source, at, end }: Reader): boolean {
  if (at >= end) return true;
  const code = source.charCodeAt(at);
  const kind = KINDS[code];
  if (code === HASH) return true;
  if (kind === PLAIN || kind === SPECIAL || code === PIPE || code === LESS || code === GREATER) return false;
  const next = source.charCodeAt(at + 1);
  return code !== AMPERSAND || (next !== AMPERSAND && next !== GREATER);
}
