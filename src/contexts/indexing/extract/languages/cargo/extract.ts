import type { FileRecords } from '../../../records.ts';
import { forEachLine } from '../../for-each-line.ts';

// Cargo.toml as https://doc.rust-lang.org/cargo/reference/manifest.html describes it. Of it counts what code calls the
// crate: the name of the package or of its library, with `_` for each `-`.

const SECTION = /^\s*\[\s*([\w.-]+)\s*\]/;
const NAME = /^\s*name\s*=\s*["']([\w-]+)["']/;

/** The crate a Cargo.toml describes; a workspace alone has none. */
export function extractCargo(source: string): FileRecords {
  const records: FileRecords = { symbols: [], calls: [], imports: [], entrypoints: [] };
  let section = '';
  forEachLine(source, (text, line) => {
    section = SECTION.exec(text)?.[1] ?? (text.trimStart().startsWith('[') ? '' : section);
    const written = section === 'package' || section === 'lib' ? NAME.exec(text)?.[1] : undefined;
    const name = written?.replaceAll('-', '_');
    if (name === undefined || records.symbols.some((symbol) => symbol.name === name)) return;
    records.symbols.push({ name, kind: 'module', line, endLine: line, signature: text.trim().slice(0, 100) });
  });
  return records;
}
