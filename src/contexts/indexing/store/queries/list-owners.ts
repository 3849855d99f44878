import type { Tx } from '../../../../kernel/context.ts';
import { matchOwners } from '../../domain/match-owners.ts';
import type { OwnerMatch } from '../../domain/match-owners.ts';
import { parsePerson } from '../../domain/parse-person.ts';
import type { Maintainer } from '../../schemas-impact.ts';
import type { IndexRef } from './find-index.ts';
import { findOwnerSections } from './find-owner-sections.ts';

export interface Owners {
  maintainers: Maintainer[];
  /** Paths that only a section for everything names, or none. */
  unowned: string[];
  /** All that the sections which look after the paths in particular look after: files, folders, patterns. */
  related: string[];
  /** The index says who looks after what. */
  isKnown: boolean;
  cut: string[];
}

/** Who looks after the paths, most specific section first. */
export async function listOwners(tx: Tx, index: IndexRef, paths: readonly string[]): Promise<Owners> {
  const sections = await findOwnerSections(tx, index);
  const { matches, cut } = matchOwners(sections, paths);
  const owned = new Set(matches.filter(({ fallback }) => !fallback).flatMap((match) => match.paths));
  return {
    maintainers: matches.map(toMaintainer),
    unowned: paths.filter((path) => !owned.has(path)),
    related: matches
      .filter(({ fallback }) => !fallback)
      .flatMap(({ section }) => section.entries.filter(({ text }) => text.startsWith('F:')))
      .map(({ text }) => text.slice(2)),
    isKnown: sections.length > 0,
    cut: [
      ...(sections.length === 0 ? ['The index has no MAINTAINERS or CODEOWNERS'] : []),
      ...(cut
        ? ['Not all patterns were compared with all paths: there are too many; ask about fewer paths']
        : []),
    ],
  };
}

function toMaintainer({ section, patterns, paths, fallback }: OwnerMatch): Maintainer {
  const valuesOf = (tag: string): string[] =>
    section.entries.filter(({ text }) => text.startsWith(`${tag}:`)).map(({ text }) => text.slice(2));
  const people = [
    ...valuesOf('M').map((text) => parsePerson(text, 'maintainer' as const)),
    ...valuesOf('R').map((text) => parsePerson(text, 'reviewer' as const)),
  ];
  const lists = valuesOf('L').map((text) => text.split(/\s/, 1)[0]!);
  return {
    section: section.title,
    emails: [...new Set([...people.map(({ email }) => email), ...lists])],
    paths: patterns,
    covers: paths,
    people,
    lists,
    status: valuesOf('S')[0] ?? null,
    fallback,
    file: section.file,
    line: section.line,
  };
}
