import { AppError } from '../../../kernel/errors.ts';
import type { FileRecords } from '../records.ts';
import { DEFINITIONS } from './languages/definitions.ts';
import { createTreeSitterExtractor } from './tree-sitter.ts';

/** Finds the records of one source file. */
export interface Extractor {
  language: string;
  /**
   * Synchronous. What a syntax error leaves readable is still extracted.
   *
   * @throws AppError `unprocessable` / `source_too_large` or `source_too_slow`: leave this file out and go on;
   *   `internal` / `parser_failed`: likewise, and so every later file of this thread if it repeats.
   */
  extract(source: string): FileRecords;
}

const loaded = new Map<string, Promise<Extractor>>();

/**
 * The extractor of a language, loaded once a thread from the installed grammar.
 *
 * @throws AppError `invalid` / `unknown_language` for a language without a grammar (C has a scanner instead).
 */
export async function loadExtractor(language: string): Promise<Extractor> {
  const definition = Object.entries(DEFINITIONS).find(([name]) => name === language)?.[1];
  if (!definition) {
    const known = Object.keys(DEFINITIONS).join(', ');
    throw new AppError('invalid', 'unknown_language', `No grammar for "${language}"; there are ${known}`);
  }
  const cached = loaded.get(language);
  if (cached) return cached;
  const loading = createTreeSitterExtractor(language, definition);
  loaded.set(language, loading);
  return loading;
}
