import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { Language, Parser, Query } from 'web-tree-sitter';
import { AppError, messageOf } from '../../../kernel/errors.ts';
import type { FileRecords } from '../records.ts';
import { buildRecords } from './build-records.ts';
import { captureRoles } from './capture-roles.ts';
import { collectFindings } from './collect-findings.ts';
import type { Extractor } from './extractor.ts';
import { formatDoc } from './format-doc.ts';
import { formatSignature } from './format-signature.ts';
import type { LanguageDefinition } from './language-definition.ts';

/** What one file may take at most. */
export interface ParseLimits {
  /** UTF-16 units of source. */
  length: number;
  /** Milliseconds for any file, and for each million UTF-16 units on top, so that size alone is never too slow. */
  milliseconds: number;
  millisecondsPerMillion: number;
}

/**
 * By the clock, so wide: ordinary code takes some 300 ms a million units and dense code a second, and a machine with
 * ten times the work it can do must not lose a file for it. What is stopped here takes quadratic time for its shape.
 */
const LIMITS: ParseLimits = { length: 8_000_000, milliseconds: 10_000, millisecondsPerMillion: 10_000 };

/** The parsers' module, one a thread: web-tree-sitter keeps it for as long as the thread lives. */
const runtime: { HEAPU8?: Uint8Array } = {};

/** Bytes of memory this thread's parsers have taken, which are not given back before it ends. */
export function parserMemoryBytes(): number {
  return runtime.HEAPU8?.byteLength ?? 0;
}

/** Loads a language's grammar, from the installed package, and its queries. */
export async function createTreeSitterExtractor(
  language: string,
  definition: LanguageDefinition,
  limits = LIMITS,
): Promise<Extractor> {
  await Parser.init(runtime);
  const grammars = path.dirname(createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm'));
  const grammar = await Language.load(path.join(grammars, definition.grammar));
  const queries = await Promise.all(definition.queries.map((file) => readFile(file, 'utf8')));
  const query = new Query(grammar, queries.join('\n'));
  const roles = captureRoles(query.captureNames);
  const parser = new Parser().setLanguage(grammar);

  const extract = (source: string): FileRecords => {
    const allowed = limits.milliseconds + (source.length / 1e6) * limits.millisecondsPerMillion;
    const deadline = performance.now() + allowed;
    const isLate = (): boolean => performance.now() > deadline;
    const tree = parser.parse(source, null, { progressCallback: isLate });
    if (!tree) {
      parser.reset(); // else the next file would go on where this one stopped
      throw tooSlow(language, allowed);
    }
    try {
      const matches = query.matches(tree.rootNode, { progressCallback: isLate });
      if (isLate()) throw tooSlow(language, allowed);
      const findings = collectFindings(source, matches, roles, definition);
      return buildRecords(
        findings,
        definition,
        (found) => formatSignature(source, found, definition),
        (found) => formatDoc(source, found, definition),
      );
    } finally {
      tree.delete();
    }
  };

  return {
    language,
    extract(source) {
      if (source.length > limits.length) throw tooLarge(source.length, limits);
      try {
        return extract(source);
      } catch (error) {
        if (error instanceof AppError) throw error;
        throw new AppError(
          'internal',
          'parser_failed',
          `The ${language} parser failed: ${messageOf(error)}`,
          {
            cause: error,
          },
        );
      }
    },
  };
}

function tooLarge(length: number, limits: ParseLimits): AppError {
  return new AppError(
    'unprocessable',
    'source_too_large',
    `The file has ${length} characters; at most ${limits.length} are parsed`,
  );
}

function tooSlow(language: string, milliseconds: number): AppError {
  return new AppError(
    'unprocessable',
    'source_too_slow',
    `The ${language} parser did not finish within ${Math.round(milliseconds)} ms`,
  );
}
