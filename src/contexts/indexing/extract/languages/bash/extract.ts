import { SCRIPT_HEAD_BYTES } from '../../../domain/languages.ts';
import type { FileRecords } from '../../../records.ts';
import { buildRecords } from '../../build-records.ts';
import type { Findings } from '../../findings.ts';
import { formatDoc } from '../../format-doc.ts';
import { formatSignature } from '../../format-signature.ts';
import type { LanguageText } from '../../language-definition.ts';
import { tidyName } from '../../tidy-name.ts';
import { readCommands } from './read-commands.ts';
import type { Reader } from './reader.ts';
import { createReader } from './reader.ts';

// Shell scripts as POSIX (2.10, Shell Grammar) and the manual of Bash describe them, with what ksh and zsh have of it.
// A word that is the first of a command calls a function, unless it is one of the shell's own.
//
// What is broken is read on. A list of commands also ends with what ends a list around it: a `}` closes an `if` without
// a `fi`. A quote, a substitution or an array without an end ends with its line, as if it had been closed there: the
// source is read again with that known (see findBroken). A heredoc without a last line has no text.

/** Bash, and what other shells have of it. */
const TEXT: LanguageText = {
  modifiers: /(?:(?<!\S)(?:declare|export|readonly|typeset|-\w+)\s+)+$/,
  comments: /("(?:[^"\\]|\\.)*"|'[^']*')|(?<!\S)#[^\n]*/g,
  headEnd: /\s+$/,
  methodsByNesting: false,
};

/** UTF-16 units that are read again at most for what is broken; a source of this length is read twice. */
const MOST_READ_AGAIN = 8_000_000;

/** The records of a shell script. */
export function extractShell(source: string, path: string): FileRecords {
  const findings = readSource(source, isZsh(source, path));
  return buildRecords(
    findings,
    TEXT,
    (definition) => formatSignature(source, definition, TEXT),
    (definition) => formatDoc(source, definition, TEXT),
  );
}

/** By the name or the first line. */
function isZsh(source: string, path: string): boolean {
  return (
    /(?:\.zsh|\.zsh\w+|\.zprofile)$/.test(path) || /^#![^\n]*\bzsh/.test(source.slice(0, SCRIPT_HEAD_BYTES))
  );
}

function readSource(source: string, isZsh: boolean): Findings {
  const broken = new Set<number>();
  for (let left = MOST_READ_AGAIN; ; left -= source.length) {
    const reader = createReader(source, isZsh, broken, readCommands);
    const start = reader.at;
    readCommands(reader, 0);
    const opener = findBroken(reader);
    if (opener === -1 || broken.has(opener) || left < source.length)
      return inOrder(reader.findings, source, start);
    broken.add(opener);
  }
}

/** The opener without an end; if a quote before it looks as if its own end were missing, that one. */
function findBroken({ unclosed, suspect }: Reader): number {
  return suspect !== -1 && suspect < unclosed ? suspect : unclosed;
}

function inOrder(findings: Findings, source: string, start: number): Findings {
  findings.definitions.sort((a, b) => a.start - b.start || b.end - a.end);
  findings.exports.sort((a, b) => a.start - b.start);
  if (!source.startsWith('#!', start)) return findings;
  const end = source.indexOf('\n', start);
  const name = tidyName(end === -1 ? source.slice(start) : source.slice(start, end));
  findings.entrypoints.push({ kind: 'script', name, start, end: start + name.length, line: 1 });
  return findings;
}
