import type { ManifestSummary } from '../../schemas-manifest.ts';
import type { ManifestRow } from '../../store/chunks/list-manifests.ts';

/** A manifest without its chunks; what is not known is left out. */
export function manifestView(row: ManifestRow): ManifestSummary {
  const { total: _all, kernel_version, config, ...rest } = row;
  return {
    ...rest,
    ...(kernel_version !== null && { kernel_version }),
    ...(config !== null && { config }),
    created: row.created.toISOString(),
    registered_at: row.registered_at.toISOString(),
    total_size_bytes: Number(row.total_size_bytes),
  };
}
