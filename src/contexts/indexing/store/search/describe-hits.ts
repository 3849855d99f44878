import type { Tx } from '../../../../kernel/context.ts';
import { makeSnippet } from '../../domain/make-snippet.ts';
import type { SearchHit } from '../../schemas-search.ts';
import { macroHead } from '../queries/find-macros.ts';
import { kindOfLetter } from '../decode/symbol-kinds.ts';
import type { IndexRef } from '../queries/find-index.ts';
import type { Candidate } from './candidates.ts';
import { getPaths, getSymbols } from './find-symbols.ts';
import type { MacroMatch } from './search-filter.ts';

/** Says of a page of candidates what they are and where. */
export async function describeHits(
  tx: Tx,
  index: IndexRef,
  page: readonly Candidate[],
  words: readonly string[],
): Promise<SearchHit[]> {
  const ids = page.filter(({ isFile, macro }) => !isFile && macro === undefined).map(({ id }) => id);
  const files = page.flatMap(({ macro }) => macro?.fileId ?? []);
  const [symbols, paths] = await Promise.all([getSymbols(tx, index, ids), getPaths(tx, index, files)]);
  const found = new Map(symbols.map((row) => [row.id, row]));
  return page.flatMap((candidate): SearchHit[] => {
    if (candidate.isFile) return [describeFile(candidate)];
    if (candidate.macro !== undefined) {
      const path = paths.get(candidate.macro.fileId);
      return path === undefined ? [] : [describeMacro(candidate.macro, path, candidate)];
    }
    const row = found.get(candidate.id);
    if (row === undefined) return [];
    const { name, kind, path, line, end_line: end, signature } = row;
    return [
      {
        name,
        kind: kindOfLetter(kind),
        file: path,
        line,
        span: { path, start: line, end },
        signature,
        snippet: makeSnippet(row, words),
        score: candidate.score,
        ...(candidate.isSimilar === true && { fuzzy: true as const }),
      },
    ];
  });
}

function describeMacro(
  { name, line, functionLike }: MacroMatch,
  path: string,
  { score, isSimilar }: Candidate,
): SearchHit {
  const head = macroHead(name, functionLike);
  const at = { file: path, line, span: { path, start: line, end: line } };
  const fuzzy = isSimilar === true && { fuzzy: true as const };
  return { name, kind: 'macro', ...at, signature: head, snippet: head.slice(0, 160), score, ...fuzzy };
}

function describeFile({ text: path, score }: Candidate): SearchHit {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const span = { path, start: 1, end: 1 };
  return { name, kind: 'file', file: path, line: 1, span, signature: null, snippet: path, score };
}
