import { AppError } from '../../../kernel/errors.ts';
import type { Engine } from '../extract/engine.ts';
import { loadExtractor } from '../extract/extractor.ts';
import { isScanned, languageOf, languageOfScript } from '../domain/languages.ts';
import { isMinifiedShape } from '../domain/skip-rules.ts';
import type { SkipReason } from '../domain/source-file.ts';
import { looksBinary, readSource } from './read-source.ts';

/** A file whose records the engine holds, ready to be emitted; or why there are none. */
export type ScannedFile = { language: string } | { skip: SkipReason };

/** Reads and scans one file into the engine. */
export async function scanFile(
  engine: Engine,
  root: string,
  path: string,
  size: number,
): Promise<ScannedFile> {
  const source = engine.source(size);
  const length = readSource(`${root}/${path}`, source.subarray(0, size));
  if (typeof length === 'string') return { skip: length };
  const text = source.subarray(0, length);
  if (looksBinary(text)) return { skip: 'binary' };
  const language = languageOf(path) ?? languageOfScript(text);
  if (language === undefined) return { skip: 'unknown_language' }; // no script any more since it was listed
  if (isScanned(language)) {
    const skip = engine.scanAs(language, length, path);
    return skip === undefined ? { language } : { skip };
  }
  if (language === 'javascript' && isMinifiedShape(length, countLines(text))) return { skip: 'minified' };
  return extract(engine, language, text, path);
}

async function extract(
  engine: Engine,
  language: string,
  text: Uint8Array,
  path: string,
): Promise<ScannedFile> {
  const extractor = await loadExtractor(language);
  const length = text.length;
  const source = Buffer.from(text.buffer, text.byteOffset, length).toString('utf8');
  let records;
  try {
    records = extractor.extract(source, path);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { skip: error.code === 'source_too_large' ? 'too_large' : 'failed_to_parse' };
  }
  engine.setRecords(length, records);
  return { language };
}

function countLines(text: Uint8Array): number {
  let lines = 1;
  for (let at = text.indexOf(10); at >= 0; at = text.indexOf(10, at + 1)) lines += 1;
  return lines;
}
