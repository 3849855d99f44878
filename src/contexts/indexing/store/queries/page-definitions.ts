import type { Tx } from '../../../../kernel/context.ts';
import type { SymbolMatch } from '../../schemas.ts';
import { kindOfLetter } from '../decode/symbol-kinds.ts';
import { findDefinitions } from './find-definitions.ts';
import type { IndexRef } from './find-index.ts';
import { findMacros, macroHead } from './find-macros.ts';
import type { MacroDefinition } from './find-macros.ts';

/**
 * Definitions of a name: symbols in the order of their files, then the macros of that name that are not symbols
 * themselves (a function-like macro with calls in its body is one).
 */
export async function pageDefinitions(
  tx: Tx,
  index: IndexRef,
  name: string,
  page: { limit: number; offset: number },
): Promise<{ matches: SymbolMatch[]; total: number }> {
  const [symbols, macros] = await Promise.all([
    findDefinitions(tx, index, name, page.limit, page.offset),
    findMacros(tx, index, name),
  ]);
  const matches = symbols.rows.map((row): SymbolMatch => ({
    name: row.name,
    kind: kindOfLetter(row.kind),
    file: row.path,
    line: row.line,
    end_line: row.end_line,
    signature: row.signature,
    language: row.language,
    static: (row.flags & 1) !== 0,
    decl: { path: row.path, start: row.line, end: row.end_line },
  }));
  const from = Math.max(0, page.offset - symbols.total);
  return {
    matches: [
      ...matches,
      ...macros.slice(from, from + page.limit - matches.length).map((macro) => macroMatch(name, macro)),
    ],
    total: symbols.total + macros.length,
  };
}

function macroMatch(name: string, macro: MacroDefinition): SymbolMatch {
  return {
    name,
    kind: 'macro',
    file: macro.path,
    line: macro.line,
    end_line: macro.line,
    signature: macroHead(name, macro.functionLike),
    language: macro.language,
    static: false,
    decl: { path: macro.path, start: macro.line, end: macro.line },
  };
}
