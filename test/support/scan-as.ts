import { readFileSync, readdirSync } from 'node:fs';
import type { ScannedLanguage } from '../../src/contexts/indexing/domain/languages.ts';
import type { Engine, NotScanned } from '../../src/contexts/indexing/extract/engine.ts';
import type { CallType, FileRecords, SymbolKind, SymbolRecord } from '../../src/contexts/indexing/records.ts';
import { closeChunk, newEngine } from './scan-sources.ts';
import type { ChunkSymbol, Scanned } from './scan-sources.ts';

/** Languages of files that say how a kernel is built; their corpora are records. */
export const BUILD_LANGUAGES = ['kbuild', 'kconfig'] as const satisfies readonly ScannedLanguage[];

/** All languages that the scanner's module reads and whose corpora are records. */
export const SCANNED_BY_RECORDS = ['bash', ...BUILD_LANGUAGES] as const;

/** A file of a corpus; `__` in its name is a `/` of its path. */
export interface CorpusFile {
  path: string;
  source: Buffer;
  records: FileRecords;
}

export function readCorpus(language: string): CorpusFile[] {
  const folder = new URL(
    `../../src/contexts/indexing/extract/languages/${language}/corpus/`,
    import.meta.url,
  );
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .map((file) => ({
      path: file.replace(/\.txt$/, '').replaceAll('__', '/'),
      source: readFileSync(new URL(file, folder)),
      records: JSON.parse(
        readFileSync(new URL(file.replace(/\.txt$/, '.json'), folder), 'utf8'),
      ) as FileRecords,
    }));
}

/** The chunk of one file that the module reads; why there is none, where it does not. */
export function scanAs(
  language: ScannedLanguage,
  path: string,
  source: Uint8Array | string,
  engine: Engine = newEngine(),
): Scanned | NotScanned {
  const bytes = typeof source === 'string' ? Buffer.from(source) : source;
  engine.beginChunk(0, { json: true, rows: true });
  engine.source(bytes.length).set(bytes);
  const skip = engine.scanAs(language, bytes.length, path);
  if (skip !== undefined) return skip;
  engine.emitFile(path, language);
  return closeChunk(engine);
}

/** The chunk of one file with the given records. */
export function emitRecords(language: string, { path, source, records }: CorpusFile): Scanned {
  const engine = newEngine();
  engine.beginChunk(0, { json: true, rows: true });
  engine.source(source.length).set(source);
  engine.setRecords(source.length, records);
  engine.emitFile(path, language);
  return closeChunk(engine);
}

function symbolRecord(symbol: ChunkSymbol): SymbolRecord {
  const { name, line, end_line: endLine, signature, doc, parent, exported } = symbol;
  return {
    name,
    kind: symbol.kind as SymbolKind,
    line,
    endLine,
    ...(signature !== undefined && { signature }),
    ...(doc !== undefined && { doc }),
    ...(parent !== undefined && { parent }),
    ...(exported && { isExported: true }),
  };
}

/** The records that the chunk of one file was made of; calls by their lines, those at file level first on each. */
export function recordsOf(scanned: Scanned | NotScanned): FileRecords {
  if (typeof scanned === 'string') throw new Error(`The module does not read the file: ${scanned}`);
  const { files, symbols, call_graph: graph, entrypoints } = scanned.chunk;
  const calls = graph
    .toSorted((a, b) => (a.caller ?? -1) - (b.caller ?? -1))
    .flatMap(({ caller = -1, calls: sites }) =>
      sites.map(([name, line, type = 'direct']) => ({ caller, name, line, type: type as CallType })),
    );
  return {
    symbols: symbols.map(symbolRecord),
    calls: calls.toSorted((a, b) => a.line - b.line),
    imports: (files[0]?.includes ?? []).map(([target, line]) => ({ target, line })),
    entrypoints: entrypoints.map(({ kind, name, symbol, line }) => ({ kind, name, symbol, line })),
  };
}
