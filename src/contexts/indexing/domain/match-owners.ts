import type { Effort } from './match-steps.ts';
import { codeownersPattern, depthOf, maintainersPattern, namePattern } from './path-patterns.ts';
import type { PathPattern } from './path-patterns.ts';

/** A section of MAINTAINERS or a rule of CODEOWNERS. */
export interface OwnerSection {
  title: string;
  /** The file it stands in, and where. */
  file: string;
  line: number;
  endLine: number;
  /** `F:fs/ext4/`, `M:Name <mail>`, …: tag and value. */
  entries: readonly { text: string; line: number }[];
}

/** A section that looks after some of the paths asked about. */
export interface OwnerMatch {
  section: OwnerSection;
  /** Its patterns that matched, most specific first. */
  patterns: string[];
  /** The paths it looks after, in the order they were asked in. */
  paths: string[];
  /** It takes everything that nobody else takes. */
  fallback: boolean;
}

export interface OwnerMatches {
  matches: OwnerMatch[];
  /** Patterns were left out, since matching them all would have taken too long. */
  cut: boolean;
}

/** Steps of pattern matching that one question may take: half a second. */
const MOST_EFFORT = 60_000_000;

interface Rule {
  pattern: string;
  tag: 'F' | 'X' | 'N';
  matches: PathPattern;
}

interface Hit {
  pattern: string;
  weight: number;
}

/**
 * Sections that look after the paths, those with the most specific pattern first. In MAINTAINERS every section counts
 * that a pattern of names the path and no exclusion does; in CODEOWNERS the last rule that names it.
 */
export function matchOwners(sections: readonly OwnerSection[], paths: readonly string[]): OwnerMatches {
  const effort: Effort = { left: MOST_EFFORT };
  const found = new Map<OwnerSection, { hits: Map<string, number>; paths: string[] }>();
  const last = new Map<string, { section: OwnerSection; hit: Hit }>();
  const add = (section: OwnerSection, path: string, hits: readonly Hit[]): void => {
    const entry = found.get(section) ?? { hits: new Map<string, number>(), paths: [] };
    for (const { pattern, weight } of hits) entry.hits.set(pattern, weight);
    entry.paths.push(path);
    found.set(section, entry);
  };
  for (const section of sections) {
    const isRule = section.file.endsWith('CODEOWNERS');
    const rules = rulesOf(section, isRule);
    for (const path of paths) {
      const hits = hitsOf(rules, path, effort);
      if (hits.length === 0) continue;
      if (isRule) last.set(`${section.file}\n${path}`, { section, hit: hits[0]! });
      else add(section, path, hits);
    }
  }
  for (const [key, { section, hit }] of last) add(section, key.slice(key.indexOf('\n') + 1), [hit]);
  return {
    matches: [...found]
      .map(toMatch)
      .sort(bySpecific)
      .map(({ match }) => match),
    cut: effort.left < 0,
  };
}

function rulesOf(section: OwnerSection, isRule: boolean): Rule[] {
  return section.entries.flatMap(({ text }): Rule[] => {
    const tag = text.charAt(0);
    const pattern = text.slice(2);
    if (tag === 'N') return [{ pattern, tag, matches: namePattern(pattern) }];
    if (tag !== 'F' && tag !== 'X') return [];
    return [{ pattern, tag, matches: isRule ? codeownersPattern(pattern) : maintainersPattern(pattern) }];
  });
}

/** Patterns that name the path; none when the section excludes it. */
function hitsOf(rules: readonly Rule[], path: string, effort: Effort): Hit[] {
  const hits = rules.filter(({ tag, matches }) => tag !== 'X' && matches(path, effort));
  if (hits.length === 0 || rules.some(({ tag, matches }) => tag === 'X' && matches(path, effort))) return [];
  return hits.map(({ pattern, tag }) => ({ pattern, weight: weightOf(pattern, tag) }));
}

/** Deeper patterns say more, then longer ones; a name anywhere in the path says less than any folder. */
function weightOf(pattern: string, tag: Rule['tag']): number {
  const literal = pattern.replaceAll(/[*?/]|\[[^\]]*\]/g, '').length;
  if (literal === 0) return 0;
  if (tag === 'N') return 1;
  return (depthOf(pattern) + (pattern.endsWith('/') ? 0 : 1)) * 1000 + 10 + Math.min(literal, 900);
}

function toMatch([section, { hits, paths }]: [
  OwnerSection,
  { hits: ReadonlyMap<string, number>; paths: string[] },
]): { match: OwnerMatch; weight: number } {
  const ordered = [...hits].sort((a, b) => b[1] - a[1]);
  const weight = ordered[0]?.[1] ?? 0;
  const patterns = ordered.map(([pattern]) => pattern);
  return { match: { section, patterns, paths, fallback: weight === 0 }, weight };
}

function bySpecific(
  a: { match: OwnerMatch; weight: number },
  b: { match: OwnerMatch; weight: number },
): number {
  return b.weight - a.weight || a.match.section.line - b.match.section.line;
}
