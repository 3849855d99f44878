import type { z } from 'zod';
import { formatBytes, formatCount, formatPlural } from '../../../platform/cli/format.ts';
import { oneLine, renderTable } from '../../../platform/cli/table.ts';
import type {
  ChunkStatesAnswer,
  CleanupAnswer,
  CompareAnswer,
  ManifestsAnswer,
  ManifestSummary,
} from '../schemas-manifest.ts';

/** Digits of a manifest id that are shown; any that tell it apart may be given. */
const SHORT = 12;

export function renderStates(answer: ChunkStatesAnswer): string {
  const { manifest_id, repository, counts, total_chunks, loaded, chunks } = answer;
  const rows = chunks.map((chunk) => [
    chunk.chunk_id,
    chunk.status,
    String(chunk.retry_count),
    formatCount(chunk.symbols_processed),
    oneLine(chunk.error_message ?? ''),
  ]);
  const head = ['chunk', 'status', 'retries', 'symbols', 'why'].map((title) => ({ title }));
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${formatCount(count)} ${status}`);
  const state = loaded ? 'its index answers questions' : 'its index is not complete';
  const summary = `${manifest_id.slice(0, SHORT)}  ${oneLine(repository)}\n${formatPlural(total_chunks, 'chunk')}: ${parts.join(', ')}; ${state}`;
  return rows.length === 0 ? summary : `${renderTable(head, rows)}\n${summary}`;
}

export function renderCleanup({ reset }: z.output<typeof CleanupAnswer>): string {
  return reset.length === 0 ? 'No chunk was stuck' : `Pending again: ${reset.join(', ')}`;
}

export function renderManifests({ manifests, total }: z.output<typeof ManifestsAnswer>): string {
  if (manifests.length === 0) return 'No manifest is registered yet; run `keelson index PATH`';
  const rows = manifests.map((manifest) => [
    manifest.manifest_id.slice(0, SHORT),
    oneLine(manifest.repository),
    manifest.kernel_version ?? '',
    `${manifest.completed}/${manifest.total_chunks}`,
    formatBytes(manifest.total_size_bytes),
    manifest.loaded ? 'yes' : '',
    manifest.registered_at,
  ]);
  const head = ['manifest', 'repository', 'kernel', 'chunks', 'size', 'answers', 'registered'];
  const shown = manifests.length < total ? `, ${manifests.length} shown` : '';
  return `${renderTable(
    head.map((title) => ({ title })),
    rows,
  )}\n${formatPlural(total, 'manifest')}${shown}`;
}

export function renderManifest(manifest: ManifestSummary): string {
  const { totals } = manifest;
  return [
    `manifest    ${manifest.manifest_id}${manifest.loaded ? ' (answers questions)' : ''}`,
    `repository  ${oneLine(manifest.repository)}`,
    `chunk files ${oneLine(manifest.folder)}`,
    ...(manifest.kernel_version === undefined ? [] : [`kernel      ${manifest.kernel_version}`]),
    ...(manifest.config === undefined ? [] : [`config      ${oneLine(manifest.config)}`]),
    `generator   ${oneLine(manifest.generator)}`,
    `created     ${manifest.created}`,
    `chunks      ${formatCount(manifest.total_chunks)} (${formatBytes(manifest.total_size_bytes)}): ${manifest.completed} completed, ${manifest.failed} failed`,
    `holds       ${formatPlural(totals.files, 'file')}, ${formatPlural(totals.symbols, 'symbol')}, ${formatPlural(totals.calls, 'call')}`,
  ].join('\n');
}

export function renderComparison(answer: CompareAnswer): string {
  const { added, removed, changed, unchanged, totals } = answer;
  const lines = [
    ...added.map(({ id, size_bytes }) => `+ ${id}  ${formatBytes(size_bytes)}`),
    ...removed.map(({ id, size_bytes }) => `- ${id}  ${formatBytes(size_bytes)}`),
    ...changed.map(
      ({ id, size_bytes, before }) =>
        `~ ${id}  ${formatBytes(before.size_bytes)} → ${formatBytes(size_bytes)}`,
    ),
    ...Object.entries(totals).map(
      ([key, { from, to }]) => `  ${key}  ${formatCount(from)} → ${formatCount(to)}`,
    ),
  ];
  const counts = `${added.length} added, ${removed.length} removed, ${changed.length} changed, ${unchanged} unchanged`;
  return [...lines, counts].join('\n');
}
