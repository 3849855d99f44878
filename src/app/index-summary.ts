import { z } from 'zod';
import { formatBytes, formatCount, formatPlural } from '../platform/cli/format.ts';
import { paint } from '../platform/cli/terminal.ts';

/** What an index job answers; `--json` of `up` and `index` prints it as it is. */
export const IndexSummary = z.object({
  repository: z.string(),
  manifest_id: z.string(),
  manifest: z.string().optional().describe('Path of the manifest'),
  files: z.number(),
  symbols: z.number(),
  calls: z.number(),
  entrypoints: z.number(),
  chunks: z.number(),
  bytes: z.number().describe('Source bytes'),
  seconds: z.object({ scan: z.number(), load: z.number(), total: z.number() }),
  languages: z.record(z.string(), z.number()),
  skipped: z.record(z.string(), z.number()),
  incremental: z
    .object({
      applied: z.boolean(),
      reason: z.string().optional(),
      changed: z.number(),
      removed: z.number(),
      overlays: z.number(),
    })
    .optional(),
});
export type IndexSummary = z.output<typeof IndexSummary>;

/** The summary for people. */
export function renderSummary(summary: IndexSummary): string {
  const { seconds, bytes, incremental } = summary;
  if (incremental?.applied === true) return renderChanges(summary, incremental);
  const speed = seconds.total > 0 ? `, ${formatBytes(bytes / seconds.total)}/s` : '';
  const lines = [
    `${paint.green('✓')} ${paint.bold(summary.repository)}`,
    `  ${formatPlural(summary.files, 'file')} (${formatBytes(bytes)}) in ${seconds.total.toFixed(1)} s${speed}`,
    `  ${totals([summary.symbols, 'symbol'], [summary.calls, 'call'], [summary.entrypoints, 'entry point'], [summary.chunks, 'chunk'])}`,
    `  ${counts(summary.languages)}`,
  ];
  const skipped = Object.entries(summary.skipped).filter(([, count]) => count > 0);
  if (skipped.length > 0) lines.push(`  skipped: ${counts(Object.fromEntries(skipped))}`);
  if (incremental?.reason !== undefined) lines.push(`  all of it was read: ${incremental.reason}`);
  if (summary.manifest !== undefined) lines.push(`  manifest: ${summary.manifest}`);
  return lines.join('\n');
}

function renderChanges(
  { repository, seconds, files, symbols, calls }: IndexSummary,
  { changed, removed, overlays }: NonNullable<IndexSummary['incremental']>,
): string {
  const what =
    changed + removed === 0
      ? 'nothing has changed'
      : `${formatPlural(changed, 'file')} read again, ${formatCount(removed)} gone`;
  return [
    `${paint.green('✓')} ${paint.bold(repository)}`,
    `  ${what}, in ${seconds.total.toFixed(2)} s`,
    `  ${totals([files, 'file'], [symbols, 'symbol'], [calls, 'call'])}; ${formatPlural(overlays, 'file')} over the chunks`,
  ].join('\n');
}

const totals = (...parts: [count: number, one: string][]): string =>
  parts.map(([count, one]) => formatPlural(count, one)).join(', ');

export function counts(byName: Readonly<Record<string, number>>): string {
  return Object.entries(byName)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name.replaceAll('_', ' ')} ${formatCount(count)}`)
    .join(', ');
}
