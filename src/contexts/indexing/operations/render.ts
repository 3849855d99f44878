import type { z } from 'zod';
import { formatCount, formatPlural } from '../../../platform/cli/format.ts';
import { oneLine, renderTable } from '../../../platform/cli/table.ts';
import type { CalleesAnswer, CallersAnswer, RepositoriesAnswer, SymbolAnswer } from '../schemas.ts';
import type { SearchAnswer } from '../schemas-search.ts';

/** `path:line`, which terminals and editors make clickable. */
function at(file: string, line: number): string {
  return `${file}:${line}`;
}

/** How many of how many are shown, when not all are. */
function shownOf(shown: number, total: number, exact = true): string {
  return shown < total || !exact ? `, ${formatCount(shown)} shown` : '';
}

function hint(names: readonly string[] | undefined): string {
  return names === undefined || names.length === 0 ? '' : `; did you mean ${names.map(oneLine).join(', ')}?`;
}

const NOT_ALL_SEARCHED =
  'Nothing found, but not everything was looked at: a job indexing.build_search has yet to end (see `keelson jobs`), ' +
  'or so much has parts of the query that a longer one is needed';

export function renderSearch(answer: z.output<typeof SearchAnswer>): string {
  const { hits, total, total_is_exact } = answer;
  if (hits.length === 0 && total > 0) return `No more of ${formatPlural(total, 'hit')}`;
  if (hits.length === 0) return total_is_exact ? 'Nothing found' : NOT_ALL_SEARCHED;
  const rows = hits.map(({ name, kind, file, line }) => [name, kind, at(file, line)]);
  const count = `${total_is_exact ? '' : 'more than '}${formatPlural(total, 'hit')}`;
  const table = renderTable([{ title: 'name' }, { title: 'kind' }, { title: 'where' }], rows);
  const similar = hits[0]?.fuzzy === true ? 'Nothing has that name; these are like it\n' : '';
  return `${similar}${table}\n${count}${shownOf(hits.length, total, total_is_exact)}`;
}

export function renderSymbol(answer: z.output<typeof SymbolAnswer>): string {
  const { matches, total } = answer;
  const lines = matches.map(({ name, kind, file, line, signature }) => {
    const shown = oneLine(signature ?? name);
    // Many languages begin a signature with the word: `class Hull`, `function sink(): void`.
    return `${oneLine(at(file, line))}  ${shown.startsWith(`${kind} `) ? '' : `${kind} `}${shown}`;
  });
  return [...lines, `${formatPlural(total, 'definition')}${shownOf(matches.length, total)}`].join('\n');
}

/** Says when several definitions count, and how to choose. */
function ambiguity({
  ambiguous,
  definitions,
}: Pick<z.output<typeof CallersAnswer>, 'ambiguous' | 'definitions'>): string {
  if (!ambiguous) return '';
  const places = definitions.slice(0, 5).map(({ file, line }) => oneLine(at(file, line)));
  const more = definitions.length > places.length ? ', …' : '';
  return `\nSeveral definitions have this name (${places.join(', ')}${more}); choose one with --file`;
}

/** Says that a bound was reached. */
function cutNote(truncated: boolean): string {
  return truncated ? '; a bound was reached, there are more' : '';
}

export function renderCallers(answer: z.output<typeof CallersAnswer>): string {
  const { symbol, callers, total, functions, did_you_mean, truncated } = answer;
  if (total === 0) return `Nothing calls ${oneLine(symbol)}${hint(did_you_mean)}${ambiguity(answer)}`;
  const deep = callers.some(({ depth }) => depth > 1);
  const noted = callers.some(({ evidence }) => evidence?.detail !== undefined);
  const rows = callers.map(({ name, call_type, call_site, depth, callee, resolves_to, evidence }) => [
    ...(deep ? [depth] : []),
    at(call_site.file, call_site.line),
    name ?? '(file level)',
    call_type === 'direct' ? '' : call_type,
    ...(deep ? [callee ?? symbol] : []),
    ...(answer.ambiguous ? [resolves_to === null ? '' : at(resolves_to.file, resolves_to.line)] : []),
    ...(noted ? [evidence?.detail ?? ''] : []),
  ]);
  const columns = [
    ...(deep ? [{ title: 'step', align: 'right' as const }] : []),
    { title: 'call' },
    { title: 'in' },
    { title: '' },
    ...(deep ? [{ title: 'of' }] : []),
    ...(answer.ambiguous ? [{ title: 'defined' }] : []),
    ...(noted ? [{ title: '' }] : []),
  ];
  const places = `${formatPlural(total, 'call')} from ${formatPlural(functions, 'symbol')}`;
  const shown = `${shownOf(callers.length, total)}${cutNote(truncated)}`;
  return `${renderTable(columns, rows)}\n${places}${shown}${ambiguity(answer)}`;
}

export function renderCallees(answer: z.output<typeof CalleesAnswer>): string {
  const { symbol, callees, total, did_you_mean, truncated } = answer;
  if (total === 0) return `${oneLine(symbol)} calls nothing${hint(did_you_mean)}${ambiguity(answer)}`;
  const deep = callees.some(({ depth }) => depth > 1);
  const noted = callees.some(({ evidence }) => evidence?.detail !== undefined);
  const rows = callees.map((callee) => {
    const { file, line, call_type, call_site, candidates } = callee;
    const more = candidates > 1 ? ` or ${formatCount(candidates - 1)} more` : '';
    return [
      ...(deep ? [callee.depth] : []),
      at(call_site.file, call_site.line),
      ...(deep ? [callee.caller ?? ''] : []),
      callee.name,
      call_type === 'direct' ? '' : call_type,
      file === null || line === null ? '' : `${at(file, line)}${more}`,
      ...(noted ? [callee.evidence?.detail ?? ''] : []),
    ];
  });
  const columns = [
    ...(deep ? [{ title: 'step', align: 'right' as const }] : []),
    { title: 'call' },
    ...(deep ? [{ title: 'in' }] : []),
    { title: 'of' },
    { title: '' },
    { title: 'defined' },
    ...(noted ? [{ title: '' }] : []),
  ];
  const shown = `${shownOf(callees.length, total)}${cutNote(truncated)}`;
  return `${renderTable(columns, rows)}\n${formatPlural(total, 'call')}${shown}${ambiguity(answer)}`;
}

export function renderRepositories(answer: z.output<typeof RepositoriesAnswer>): string {
  if (answer.total === 0) return 'Nothing is indexed yet; run `keelson index PATH`';
  return renderTable(
    [
      { title: 'repository' },
      { title: 'files', align: 'right' },
      { title: 'symbols', align: 'right' },
      { title: 'calls', align: 'right' },
      { title: 'indexed' },
    ],
    answer.repositories.map(({ path, files, symbols, calls, index, loading }) => [
      path,
      formatCount(files),
      formatCount(symbols),
      formatCount(calls),
      `${(index.updated_at ?? index.indexed_at).slice(0, 16).replace('T', ' ')}${loading ? ', a newer one is being loaded' : ''}`,
    ]),
  );
}
