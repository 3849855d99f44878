import { AppError } from '../../../../kernel/errors.ts';
import type { Tx } from '../../../../kernel/context.ts';
import type { Manifest } from '../../schemas-chunk.ts';

/** A manifest as it was registered. */
export interface RegisteredManifest {
  manifest_id: string;
  repository: string;
  folder: string;
  document: Manifest;
  registered_at: Date;
}

/**
 * The manifest with this id, or with the only id that begins so; the latest when none is given.
 * @throws AppError `manifest_not_found`, `ambiguous_manifest`
 */
export async function findManifest(tx: Tx, tenant: number, manifestId?: string): Promise<RegisteredManifest> {
  const rows = await tx.query<RegisteredManifest>({
    name: 'indexing_find_manifest',
    sql: `select manifest_id, repository, folder, document, registered_at from keelson.index_manifest
      where tenant_id = $1 and ($2::text is null or starts_with(manifest_id, $2))
      order by manifest_id = $2 desc, registered_at desc limit 2`,
    parameters: [tenant, manifestId ?? null],
  });
  const [first, second] = rows;
  if (first === undefined) throw manifestNotFound(manifestId);
  if (manifestId !== undefined && second !== undefined && first.manifest_id !== manifestId) {
    throw new AppError(
      'conflict',
      'ambiguous_manifest',
      `More than one manifest id begins with ${manifestId}; give more of it`,
      { extra: { candidates: rows.map(({ manifest_id: id }) => id) } },
    );
  }
  return first;
}

function manifestNotFound(manifestId: string | undefined): AppError {
  return new AppError(
    'not_found',
    'manifest_not_found',
    manifestId === undefined
      ? 'No manifest is registered yet; run `keelson index PATH`, or `keelson chunks process MANIFEST`'
      : `No manifest is registered under ${manifestId.slice(0, 80)}; see \`keelson manifests list\``,
  );
}
