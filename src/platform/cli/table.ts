import { createRequire } from 'node:module';
import type Table from 'cli-table3';
import { paint } from './terminal.ts';

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
} as const;

export interface Column {
  title: string;
  /** Numbers read best to the right. */
  align?: 'left' | 'right';
}

const require = createRequire(import.meta.url);

/**
 * Rows under a dim heading, columns aligned, no borders: as good for reading as for grep, and short for agents.
 * Nothing is cut or wrapped. Cells are shown on one line each: control characters are taken out, so that text
 * from a database cannot steer the terminal.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly (string | number)[])[],
): string {
  // Loaded here, since most commands print no table.
  const CliTable = require('cli-table3') as typeof Table;
  const table = new CliTable({
    head: columns.map((column) => paint.dim(column.title)),
    colAligns: columns.map((column) => column.align ?? 'left'),
    chars: NO_BORDERS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  });
  table.push(...rows.map((row) => row.map((cell) => oneLine(String(cell)))));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Takes control characters out of foreign text, but leaves our own colour codes. */
export function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what is taken out
  return text.replace(/\u001b(?!\[\d{1,2}m)|[\u0000-\u0009\u000b-\u001a\u001c-\u001f\u007f-\u009f]|\n/g, ' ');
}
