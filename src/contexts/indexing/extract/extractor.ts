import { AppError } from '../../../kernel/errors.ts';
import type { FileRecords } from '../records.ts';
import { DEFINITIONS } from './languages/definitions.ts';
import { findReader, READERS } from './readers.ts';

/** Finds the records of one source file. */
export interface Extractor {
  language: string;
  /**
   * Synchronous. What a syntax error leaves readable is still extracted.
   *
   * @param path Inside the repository. Only files that speak of other files by paths of their own need it.
   * @throws AppError `unprocessable` / `source_too_large` or `source_too_slow`: leave this file out and go on;
   *   `internal` / `parser_failed`: likewise, and so every later file of this thread if it repeats.
   */
  extract(source: string, path?: string): FileRecords;
}

const loaded = new Map<string, Promise<Extractor>>();

/**
 * The extractor of a language, loaded once a thread: from the installed grammar, or a reader of our own, which needs none.
 *
 * @throws AppError `invalid` / `unknown_language` for a language without either (some the scanner's module reads).
 */
export async function loadExtractor(language: string): Promise<Extractor> {
  const reader = findReader(language);
  if (reader) return reader;
  const definition = Object.entries(DEFINITIONS).find(([name]) => name === language)?.[1];
  if (!definition) {
    const known = Object.keys({ ...READERS, ...DEFINITIONS }).join(', ');
    throw new AppError('invalid', 'unknown_language', `Nothing reads "${language}"; there are ${known}`);
  }
  const cached = loaded.get(language);
  if (cached) return cached;
  // Not before it is needed: most files of a kernel are read without it.
  const loading = import('./tree-sitter.ts').then(({ createTreeSitterExtractor }) =>
    createTreeSitterExtractor(language, definition),
  );
  loaded.set(language, loading);
  return loading;
}
