import type { FileRecords } from '../../../records.ts';
import { forEachLine } from '../../for-each-line.ts';

// go.mod as https://go.dev/ref/mod#go-mod-file describes it. Of it counts what imports of the module begin with.

const MODULE = /^\s*module\s+["`]?([^\s"`]+)/;

/** The module a go.mod makes of its folder. */
export function extractGoMod(source: string): FileRecords {
  const records: FileRecords = { symbols: [], calls: [], imports: [], entrypoints: [] };
  forEachLine(source, (text, line) => {
    const name = MODULE.exec(text)?.[1];
    if (name === undefined || name === '(' || records.symbols.length > 0) return;
    records.symbols.push({ name, kind: 'module', line, endLine: line, signature: `module ${name}` });
  });
  return records;
}
