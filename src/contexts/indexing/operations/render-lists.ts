import type { z } from 'zod';
import { formatCount, formatPlural } from '../../../platform/cli/format.ts';
import { oneLine, renderTable } from '../../../platform/cli/table.ts';
import type {
  DeadAnswer,
  EntrypointsAnswer,
  IncludersAnswer,
  IncludesAnswer,
  TopAnswer,
} from '../schemas-lists.ts';

const at = (file: string, line: number): string => oneLine(`${file}:${line}`);

const shownOf = (shown: number, total: number): string =>
  shown < total ? `, ${formatCount(shown)} shown` : '';

export function renderEntrypoints(answer: z.output<typeof EntrypointsAnswer>): string {
  const { entrypoints, total, kinds } = answer;
  const counts = Object.entries(kinds).map(([kind, count]) => `${oneLine(kind)} ${formatCount(count)}`);
  if (entrypoints.length === 0) return `No such entry points; there are: ${counts.join(', ') || 'none'}`;
  const rows = entrypoints.map(({ kind, name, symbol, file, line }) => [
    kind,
    name ?? '',
    symbol ?? '',
    at(file, line),
  ]);
  const columns = [{ title: 'kind' }, { title: 'name' }, { title: 'function' }, { title: 'where' }];
  return `${renderTable(columns, rows)}\n${formatPlural(total, 'entry point')}${shownOf(entrypoints.length, total)}`;
}

const cut = (truncated: boolean): string => (truncated ? '; a bound was reached, there are more' : '');

export function renderIncludes(answer: z.output<typeof IncludesAnswer>): string {
  const { includes, total, files, truncated } = answer;
  if (total === 0) return `${oneLine(answer.file)} includes nothing`;
  const deep = includes.some(({ depth }) => depth > 1);
  const rows = includes.map(({ file, target, depth, site, candidates }) => [
    ...(deep ? [depth] : []),
    at(site.file, site.line),
    target,
    file === null ? '' : `${file}${candidates > 1 ? ` or ${formatCount(candidates - 1)} more` : ''}`,
  ]);
  const columns = [
    ...(deep ? [{ title: 'step', align: 'right' as const }] : []),
    { title: 'line' },
    { title: 'includes' },
    { title: 'file' },
  ];
  const counts = `${formatPlural(total, 'line')} with ${formatPlural(files, 'file')} of the index`;
  return `${renderTable(columns, rows)}\n${counts}${shownOf(includes.length, total)}${cut(truncated)}`;
}

export function renderIncluders(answer: z.output<typeof IncludersAnswer>): string {
  const { includers, total, truncated } = answer;
  if (total === 0) return `Nothing includes ${oneLine(answer.file)}`;
  const deep = includers.some(({ depth }) => depth > 1);
  const rows = includers.map(({ file, line, depth, via }) => [
    ...(deep ? [depth] : []),
    at(file, line),
    ...(deep ? [via] : []),
  ]);
  const columns = [
    ...(deep ? [{ title: 'step', align: 'right' as const }] : []),
    { title: 'line' },
    ...(deep ? [{ title: 'includes' }] : []),
  ];
  return `${renderTable(columns, rows)}\n${formatPlural(total, 'file')}${shownOf(includers.length, total)}${cut(truncated)}`;
}

export function renderTop(answer: z.output<typeof TopAnswer>): string {
  const { functions, total } = answer;
  if (functions.length === 0) return 'Nothing is called';
  const rows = functions.map(({ name, callers, calls, definitions, file, line }) => [
    name,
    formatCount(callers),
    formatCount(calls),
    file === null || line === null
      ? ''
      : `${at(file, line)}${definitions > 1 ? ` or ${formatCount(definitions - 1)} more` : ''}`,
  ]);
  const columns = [
    { title: 'name' },
    { title: 'callers', align: 'right' as const },
    { title: 'calls', align: 'right' as const },
    { title: 'defined' },
  ];
  return `${renderTable(columns, rows)}\nOf ${formatPlural(total, 'name')} that are called; those that share a name count together`;
}

export function renderDead(answer: z.output<typeof DeadAnswer>): string {
  const { candidates, total, total_is_exact, cannot_know } = answer;
  const rows = candidates.map(({ name, file, line, static: isStatic }) => [
    at(file, line),
    name,
    isStatic ? 'static' : '',
  ]);
  const table =
    rows.length === 0 ? '' : `${renderTable([{ title: 'where' }, { title: 'name' }, { title: '' }], rows)}\n`;
  const count = `${total_is_exact ? '' : 'at least '}${formatPlural(total, 'candidate')}`;
  const notes = cannot_know.map((note) => `- ${note}`).join('\n');
  return `${table}${count}${shownOf(candidates.length, total)}. What this cannot know:\n${notes}`;
}
