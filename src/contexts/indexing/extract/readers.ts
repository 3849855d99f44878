import { AppError } from '../../../kernel/errors.ts';
import type { ReaderLanguage } from '../domain/languages.ts';
import type { FileRecords } from '../records.ts';
import type { Extractor } from './extractor.ts';
import { extractCargo } from './languages/cargo/extract.ts';
import { extractGoMod } from './languages/gomod/extract.ts';
import { extractMaintainers } from './languages/maintainers/extract.ts';

/** Reads one file. */
type Reader = (source: string, path: string) => FileRecords;

/** Every language with a reader of its own; the compiler asks for the line when domain/languages.ts has a new one. */
export const READERS: Record<ReaderLanguage, Reader> = {
  maintainers: extractMaintainers,
  gomod: extractGoMod,
  cargo: extractCargo,
};

/** UTF-16 units of source: ten times the largest file of a Linux kernel. */
const LONGEST_SOURCE = 8_000_000;

/** The extractor of a language with a reader of its own; undefined for any other. */
export function findReader(language: string): Extractor | undefined {
  const read = Object.entries(READERS).find(([name]) => name === language)?.[1];
  if (!read) return undefined;
  return {
    language,
    extract(source, path = '') {
      if (source.length > LONGEST_SOURCE) {
        throw new AppError(
          'unprocessable',
          'source_too_large',
          `The file has ${source.length} characters; at most ${LONGEST_SOURCE} are read`,
        );
      }
      return read(source, path);
    },
  };
}
