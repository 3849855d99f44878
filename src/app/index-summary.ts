import { z } from 'zod';
import { formatBytes, formatCount } from '../platform/cli/format.ts';
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
});
export type IndexSummary = z.output<typeof IndexSummary>;

/** The summary for people. */
export function renderSummary(summary: IndexSummary): string {
  const { seconds, bytes } = summary;
  const speed = seconds.total > 0 ? `, ${formatBytes(bytes / seconds.total)}/s` : '';
  const lines = [
    `${paint.green('✓')} ${paint.bold(summary.repository)}`,
    `  ${formatCount(summary.files)} files (${formatBytes(bytes)}) in ${seconds.total.toFixed(1)} s${speed}`,
    `  ${formatCount(summary.symbols)} symbols, ${formatCount(summary.calls)} calls, ${formatCount(summary.entrypoints)} entry points, ${formatCount(summary.chunks)} chunks`,
    `  ${counts(summary.languages)}`,
  ];
  const skipped = Object.entries(summary.skipped).filter(([, count]) => count > 0);
  if (skipped.length > 0) lines.push(`  skipped: ${counts(Object.fromEntries(skipped))}`);
  if (summary.manifest !== undefined) lines.push(`  manifest: ${summary.manifest}`);
  return lines.join('\n');
}

function counts(byName: Readonly<Record<string, number>>): string {
  return Object.entries(byName)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name.replaceAll('_', ' ')} ${formatCount(count)}`)
    .join(', ');
}
