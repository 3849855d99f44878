import { renderTable } from '../../src/platform/cli/table.ts';

/** How long something took, in milliseconds, over many times. */
export interface TimeRow {
  what: string;
  count: number;
  p50: number;
  p95: number;
  p99: number;
  most: number;
  /**
   * p95 of the medians of each question, where questions were repeated: how slow the slow questions are, without what
   * the machine did meanwhile.
   */
  p95OfMedians: number | undefined;
}

function percentile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
}

/** Adds the percentiles of `times`. `questions`: how many there are, when the times are rounds of the same ones. */
export function addTimes(rows: TimeRow[], what: string, times: readonly number[], questions?: number): void {
  const medians =
    questions === undefined
      ? undefined
      : Array.from({ length: questions }, (_, question) =>
          percentile(
            times.filter((_time, at) => at % questions === question),
            0.5,
          ),
        );
  rows.push({
    what,
    count: times.length,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    p99: percentile(times, 0.99),
    most: percentile(times, 1),
    p95OfMedians: medians && percentile(medians, 0.95),
  });
}

/** Prints them as a table. */
export function printTimes(rows: readonly TimeRow[]): void {
  const columns = ['what', 'times', 'p50 ms', 'p95 ms', 'p99 ms', 'most ms', 'p95 of medians'];
  console.log(
    renderTable(
      columns.map((title, place) => ({ title, align: place === 0 ? 'left' : 'right' })),
      rows.map(({ what, count, p50, p95, p99, most, p95OfMedians }) => [
        what,
        count,
        ...[p50, p95, p99, most, p95OfMedians].map((time) => time?.toFixed(2) ?? ''),
      ]),
    ),
  );
}
