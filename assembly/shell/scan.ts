import { Scan } from '../facts/layouts';
import { setPlace } from '../memory/place-map';
import { Char } from '../text/bytes';
import { labels } from '../text/labels';
import { literal, startsWith } from '../text/literal';
import { LONGEST_TEXT, hasMark, openSource, sourceEnd, sourceStart } from '../text/source';
import { findByte, isPlainWord } from '../text/space';
import { countUnits, forwardUnits } from '../text/units';
import { clearArithmetic } from './find-ends';
import { clearFindings } from './findings';
import { putRecords, putScript } from './put-records';
import { readCommands } from './read-commands';
import { clearHeredocs } from './read-heredocs';
import { beginReader, broken, clearBroken, isKnownBroken, reader } from './reader';
import { tidiedEnd, tidiedStart, tidyName } from './tidy-name';

// Shell scripts as POSIX (2.10, Shell Grammar) and the manual of Bash describe them, with what ksh and zsh have of it.
// A word that is the first of a command calls a function, unless it is one of the shell's own.
//
// What is broken is read on. A list of commands also ends with what ends a list around it: a `}` closes an `if` without
// a `fi`. A quote, a substitution or an array without an end ends with its line, as if it had been closed there: the
// source is read again with that known (see findBroken). A heredoc without a last line has no text.

/** UTF-16 units that are read again at most for what is broken; a source of this length is read twice. */
const MOST_READ_AGAIN: usize = 8_000_000;

/** UTF-16 units of a script in which its `#!` line is looked for. */
const SCRIPT_HEAD: i32 = 128;

const SCRIPT = literal('#!');
const ZSH = literal('zsh');
const ZPROFILE = literal('zprofile');

/** Finds the facts in `bytes` bytes of a shell script; its path stands at `labels`. Answers a `Scan`. */
export function scanShell(bytes: i32, pathLength: i32): i32 {
  openSource(bytes, true);
  const units = countUnits(sourceStart, sourceEnd) + (hasMark ? 1 : 0);
  if (units > <usize>LONGEST_TEXT) return Scan.TOO_LARGE;
  reader.isZsh = isNameOfZsh(labels, labels + <usize>pathLength) || isScriptOfZsh();
  readSource(units);
  if (startsWith(SCRIPT, sourceStart, sourceEnd)) {
    tidyName(sourceStart, findByte(sourceStart, sourceEnd, Char.NEWLINE));
    putScript(tidiedStart, tidiedEnd);
  }
  putRecords();
  return Scan.DONE;
}

/** Whether a name ends in `.zsh`, perhaps with more letters, or in `.zprofile`. */
function isNameOfZsh(start: usize, end: usize): bool {
  let p = end;
  while (p > start && isPlainWord(p - 1)) p--;
  if (p == start || load<u8>(p - 1) != Char.DOT) return false;
  return startsWith(ZSH, p, end) || (startsWith(ZPROFILE, p, end) && end - p == 8);
}

/** Whether the `#!` line has a word that begins with `zsh`. */
function isScriptOfZsh(): bool {
  if (hasMark || !startsWith(SCRIPT, sourceStart, sourceEnd)) return false;
  const end = findByte(sourceStart, forwardUnits(sourceStart, SCRIPT_HEAD, sourceEnd), Char.NEWLINE);
  for (let p = sourceStart + 2; p < end; p++) {
    if (startsWith(ZSH, p, end) && !isPlainWord(p - 1)) return true;
  }
  return false;
}

function readSource(units: usize): void {
  clearBroken();
  let left = MOST_READ_AGAIN;
  while (true) {
    clearFindings();
    clearHeredocs();
    clearArithmetic(units);
    beginReader();
    readCommands(0);
    const opener = findBroken();
    if (opener == 0 || isKnownBroken(opener) || left < units) return;
    setPlace(broken, opener, opener);
    left -= units;
  }
}

/** The opener without an end, 0 for none; if a quote before it looks as if its own end were missing, that one. */
function findBroken(): usize {
  return reader.suspect != 0 && reader.suspect < reader.unclosed ? reader.suspect : reader.unclosed;
}
