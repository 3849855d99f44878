import type { Tx } from '../../../../kernel/context.ts';
import { makeSnippet } from '../../domain/make-snippet.ts';
import type { SearchHit } from '../../schemas-search.ts';
import { kindOfLetter } from '../decode/symbol-kinds.ts';
import type { IndexRef } from '../queries/find-index.ts';
import type { Candidate } from './candidates.ts';
import { getSymbols } from './find-symbols.ts';

/** Says of a page of candidates what they are and where. */
export async function describeHits(
  tx: Tx,
  index: IndexRef,
  page: readonly Candidate[],
  words: readonly string[],
): Promise<SearchHit[]> {
  const ids = page.filter(({ isFile }) => !isFile).map(({ id }) => id);
  const found = new Map((await getSymbols(tx, index, ids)).map((row) => [row.id, row]));
  return page.flatMap((candidate): SearchHit[] => {
    if (candidate.isFile) return [describeFile(candidate)];
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

function describeFile({ text: path, score }: Candidate): SearchHit {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const span = { path, start: 1, end: 1 };
  return { name, kind: 'file', file: path, line: 1, span, signature: null, snippet: path, score };
}
