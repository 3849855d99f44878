/** What is known of a change, as far as it makes one dangerous. */
export interface RiskFacts {
  files: readonly string[];
  /** Entry points that run what changes. */
  entrypoints: readonly { kind: string; name: string | null; symbol: string }[];
  /** Callers of each changed symbol. */
  callers: ReadonlyMap<string, number>;
  includers: readonly { path: string; files: readonly string[]; more: boolean }[];
  /** `file_operations ext4_file_operations.read_iter = ext4_file_read_iter` */
  tableEntries: readonly string[];
  /** Files that nobody in particular looks after; undefined when the index does not say who looks after what. */
  unowned: readonly string[] | undefined;
  orphaned: readonly string[];
  hasTests: boolean;
}

const MANY_CALLERS = 100;
const MANY_INCLUDERS = 20;
/** Lines of one sort: more of them say nothing new. */
const MOST_OF_A_SORT = 10;

/** What may go wrong, most public first. */
export function rateRisks(facts: RiskFacts): string[] {
  const of = (kind: string): RiskFacts['entrypoints'] =>
    facts.entrypoints.filter((entry) => entry.kind === kind);
  const others = facts.entrypoints.filter(({ kind }) => !['syscall', 'export', 'file_ops'].includes(kind));
  const hubs = [...facts.callers].filter(([, count]) => count >= MANY_CALLERS).sort((a, b) => b[1] - a[1]);
  const headers = facts.includers.filter(({ files }) => files.length >= MANY_INCLUDERS);
  return [
    ...few(
      facts.files
        .filter((path) => /(?:^|\/)include\/uapi\//.test(path))
        .map((path) => `user-space ABI: ${path}`),
    ),
    ...few(of('syscall').map(({ name, symbol }) => `system call: ${name ?? symbol}`)),
    ...few(of('export').map(({ symbol }) => `exported symbol: ${symbol}`)),
    ...few(facts.tableEntries.map((entry) => `operations table entry: ${entry}`)),
    ...few(
      others.map(
        ({ kind, name, symbol }) => `entry point: ${symbol} (${kind}${name === null ? '' : ` ${name}`})`,
      ),
    ),
    ...few(hubs.map(([name, count]) => `many callers: ${name} (${count})`)),
    ...few(
      headers.map(
        ({ path, files, more }) =>
          `header included by ${more ? 'more than ' : ''}${files.length} files: ${path}`,
      ),
    ),
    ...few(facts.orphaned.map((section) => `orphaned: ${section}`)),
    ...few((facts.unowned ?? []).map((path) => `no maintainer: ${path}`)),
    ...(facts.hasTests ? [] : ['no test was found that calls or includes what changes']),
  ];
}

function few(lines: readonly string[]): string[] {
  const unique = [...new Set(lines)];
  const rest = unique.length - MOST_OF_A_SORT;
  return rest > 0
    ? [...unique.slice(0, MOST_OF_A_SORT), `${unique[0]!.split(':', 1)[0]}: ${rest} more`]
    : unique;
}
