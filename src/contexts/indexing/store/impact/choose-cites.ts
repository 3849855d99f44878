import type { GraphSymbol } from '../../domain/graph/graph-types.ts';
import type { Build, Config, Maintainer, Span } from '../../schemas-impact.ts';
import type { Caller } from './gather-callers.ts';

const MOST_CITES = 20;

/** Places that show where the answer comes from: a few of each sort, then more of what changes and calls it. */
export function chooseCites(from: {
  symbols: readonly GraphSymbol[];
  callers: readonly Caller[];
  configs: readonly Config[];
  builds: readonly Build[];
  maintainers: readonly Maintainer[];
}): Span[] {
  const changed = from.symbols.map(({ name, path, line, endLine }) => {
    return { path, start: line, end: endLine, line, what: `${name} changes` };
  });
  const callers = from.callers.map(({ symbol: { name, path, line, endLine }, callee, site }) => {
    return { path, start: line, end: endLine, line: site, what: `${name} calls ${callee}` };
  });
  const configs = from.configs.flatMap(({ name, file, line }) =>
    file === null || line === null ? [] : [at(file, line, `${name} is defined`)],
  );
  const builds = from.builds.map(({ makefile, line, rule }) => at(makefile, line, rule));
  const sections = from.maintainers
    .filter(({ fallback }) => !fallback)
    .map(({ section, file, line }) => at(file, line, section));
  const first = [
    ...changed.slice(0, 6),
    ...callers.slice(0, 6),
    ...builds.slice(0, 2),
    ...configs.slice(0, 3),
    ...sections.slice(0, 2),
  ];
  const rest = [...changed.slice(6), ...callers.slice(6)];
  return [...first, ...rest].slice(0, MOST_CITES);
}

function at(path: string, line: number, what: string): Span {
  return { path, start: line, end: line, line, what };
}
