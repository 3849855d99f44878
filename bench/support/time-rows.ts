import { renderTable } from '../../src/platform/cli/table.ts';

/** How long something took, in milliseconds, over many times. */
export interface TimeRow {
  what: string;
  count: number;
  p50: number;
  p95: number;
  p99: number;
  most: number;
}

/** Adds the percentiles of `times`. */
export function addTimes(rows: TimeRow[], what: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
  rows.push({ what, count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), most: at(1) });
}

/** Prints them as a table. */
export function printTimes(rows: readonly TimeRow[]): void {
  const columns = ['what', 'times', 'p50 ms', 'p95 ms', 'p99 ms', 'most ms'];
  console.log(
    renderTable(
      columns.map((title, place) => ({ title, align: place === 0 ? 'left' : 'right' })),
      rows.map(({ what, count, p50, p95, p99, most }) => [
        what,
        count,
        ...[p50, p95, p99, most].map((time) => time.toFixed(2)),
      ]),
    ),
  );
}
