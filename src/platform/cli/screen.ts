import { stripVTControlCharacters } from 'node:util';
import { canRedraw, showsColours, type Terminal } from './terminal.ts';

/** A part of the terminal that is drawn again and again in its place. */
export interface Screen {
  /** Whether stdout can be redrawn at all. */
  live: boolean;
  /** Shows this text in place of what was shown before. */
  draw(text: string): void;
  /** Takes away what is shown. */
  clear(): void;
}

const DEFAULT_ROWS = 24;

/**
 * Draws on stdout from where the cursor stood, so that what was above stays. No more lines than the terminal has: what
 * has scrolled away could not be drawn over.
 */
export function createScreen(terminal: Terminal): Screen {
  const output = terminal.stdout;
  let drawn = 0;
  const home = (): string => (drawn === 0 ? '' : `\u001B[${drawn}A\r\u001B[J`);
  return {
    live: canRedraw(terminal, output),
    draw(text) {
      const rows = output.rows !== undefined && output.rows > 1 ? output.rows : DEFAULT_ROWS;
      const width = output.columns !== undefined && output.columns > 0 ? output.columns : undefined;
      const plain = showsColours(terminal, output) ? text : stripVTControlCharacters(text);
      const lines = plain.split('\n').map((line) => (width === undefined ? line : cut(line, width)));
      const fitting = lines.slice(0, rows - 1);
      output.write(`${home()}${fitting.join('\n')}\n`);
      drawn = fitting.length;
    },
    clear() {
      if (drawn > 0) output.write(home());
      drawn = 0;
    },
  };
}

/** A line that wraps would take two rows; it loses its colours where it is cut. */
function cut(line: string, width: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length < width ? line : `${plain.slice(0, width - 2)}…`;
}
