import { stripVTControlCharacters } from 'node:util';
import picocolors from 'picocolors';

/**
 * Colours for text that is meant for a terminal. They are always applied: whoever prints the text takes them out
 * again where they do not belong (NO_COLOR, a pipe, an MCP answer), so that renderers stay plain functions.
 */
export const paint = picocolors.createColors(true);

/** What of a stream matters for printing: `process.stdout` and `process.stderr`, or a stand-in. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}

/** The two streams of a command and what they can show. */
export interface Terminal {
  stdout: Output;
  stderr: Output;
  env: Readonly<Record<string, string | undefined>>;
  /** Set by --no-color. */
  noColor: boolean;
}

const DEFAULT_WIDTH = 80;

/**
 * Whether colours belong in `output`: not with --no-color, NO_COLOR (https://no-color.org: any value but an empty
 * one), TERM=dumb or a pipe; FORCE_COLOR overrules the pipe.
 */
export function showsColours(terminal: Terminal, output: Output): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = terminal.env as Record<'NO_COLOR' | 'FORCE_COLOR' | 'TERM', string>;
  if (terminal.noColor || (NO_COLOR ?? '') !== '') return false;
  if ((FORCE_COLOR ?? '') !== '' && FORCE_COLOR !== '0') return true;
  return output.isTTY === true && TERM !== 'dumb';
}

/** Whether a line can be redrawn in place: a terminal that knows how to, and no CI log. */
export function canRedraw(terminal: Terminal, output: Output): boolean {
  return output.isTTY === true && terminal.env['TERM'] !== 'dumb' && (terminal.env['CI'] ?? '') === '';
}

/** Columns of an output; 80 where it has none. */
export function widthOf(output: Output): number {
  return output.columns !== undefined && output.columns > 0 ? output.columns : DEFAULT_WIDTH;
}

/** Writes a line, with its colours only where they belong. */
export function writeLine(terminal: Terminal, output: Output, text: string): void {
  output.write(`${showsColours(terminal, output) ? text : stripVTControlCharacters(text)}\n`);
}
