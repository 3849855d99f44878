import { formatCount, formatPlural } from '../../../platform/cli/format.ts';
import { oneLine, renderTable } from '../../../platform/cli/table.ts';
import type { z } from 'zod';
import type { ImpactAnswer, Maintainer, OwnersAnswer } from '../schemas-impact.ts';

/** Entries of a list that a terminal shows. */
const MOST_SHOWN = 20;

export function renderOwners(answer: z.output<typeof OwnersAnswer>): string {
  const { maintainers, unowned, unknown, cut } = answer;
  const lines = maintainers.map(renderMaintainer);
  if (maintainers.length === 0) lines.push('Nobody is named');
  if (unowned.length > 0) lines.push(`Nobody in particular: ${unowned.map(oneLine).join(', ')}`);
  if (unknown.length > 0)
    lines.push(`Not in the index of ${oneLine(answer.repository)}: ${unknown.map(oneLine).join(', ')}`);
  return [...lines, ...cut].join('\n');
}

function renderMaintainer({ section, emails, paths, status, fallback, file, line }: Maintainer): string {
  const about = [status ?? '', fallback ? 'takes everything' : ''].filter((text) => text !== '').join(', ');
  const head = `${file}:${line}  ${section}${about === '' ? '' : ` (${about})`}`;
  return `${oneLine(head)}\n  ${oneLine(paths.join(' '))}\n  ${oneLine(emails.join(', '))}`;
}

export function renderImpact(answer: ImpactAnswer): string {
  const { changed, functions, configs, modules, tests, owners, risks, files, unknown, cut } = answer;
  const sections = [
    table(
      'changes',
      changed.map(({ name, kind, file, line, callers }) => [
        `${file}:${line}`,
        `${kind} ${name}`,
        callers === 0 ? '' : formatPlural(callers, 'caller'),
      ]),
    ),
    table(
      'reaches',
      functions.map(({ name, file, line, calls, depth }) => [
        `${file}:${line}`,
        name,
        `calls ${calls}${depth > 1 ? ` (${depth} away)` : ''}`,
      ]),
    ),
    list('configs', configs),
    list('modules', modules),
    list('tests', tests),
    list('owners', owners),
    list('risks', risks),
    list(`not in the index of ${oneLine(answer.repository)}`, unknown),
    list('cut', cut),
    formatPlural(files.length, 'file'),
  ];
  return sections.filter((text) => text !== '').join('\n');
}

function table(title: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const shown = renderTable([{ title }, { title: '' }, { title: '' }], rows.slice(0, MOST_SHOWN));
  return `${shown}${more(rows.length)}`;
}

function list(title: string, entries: readonly string[]): string {
  if (entries.length === 0) return '';
  const shown = entries.slice(0, MOST_SHOWN).map((entry) => `  ${oneLine(entry)}`);
  return `${title}\n${shown.join('\n')}${more(entries.length)}`;
}

function more(total: number): string {
  return total > MOST_SHOWN ? `\n  … and ${formatCount(total - MOST_SHOWN)} more, see --json` : '';
}
