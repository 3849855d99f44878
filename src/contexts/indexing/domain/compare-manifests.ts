/** What of a chunk is compared. */
export interface ComparedChunk {
  id: string;
  subsystem: string;
  size_bytes: number;
  checksum_sha256: string;
}

/** What of a manifest is compared. */
export interface ComparedManifest {
  chunks: readonly ComparedChunk[];
  total_chunks: number;
  total_size_bytes: number;
  totals: Readonly<Record<string, number>>;
}

/** How one manifest differs from another. */
export interface ManifestDifference {
  added: ComparedChunk[];
  removed: ComparedChunk[];
  changed: (ComparedChunk & { before: Pick<ComparedChunk, 'size_bytes' | 'checksum_sha256'> })[];
  unchanged: number;
  /** Totals that differ. */
  totals: Record<string, { from: number; to: number }>;
}

const partsOf = ({ id, subsystem, size_bytes, checksum_sha256 }: ComparedChunk): ComparedChunk => ({
  id,
  subsystem,
  size_bytes,
  checksum_sha256,
});

/** Chunks that came, went, or hold something else by their checksums, in the order of their manifests. */
export function compareManifests(from: ComparedManifest, to: ComparedManifest): ManifestDifference {
  const before = new Map(from.chunks.map((chunk) => [chunk.id, chunk]));
  const after = new Set(to.chunks.map(({ id }) => id));
  const kept = to.chunks.filter(({ id }) => before.has(id));
  const changed = kept.filter((chunk) => before.get(chunk.id)!.checksum_sha256 !== chunk.checksum_sha256);
  return {
    added: to.chunks.filter(({ id }) => !before.has(id)).map(partsOf),
    removed: from.chunks.filter(({ id }) => !after.has(id)).map(partsOf),
    changed: changed.map((chunk) => {
      const { size_bytes, checksum_sha256 } = before.get(chunk.id)!;
      return { ...partsOf(chunk), before: { size_bytes, checksum_sha256 } };
    }),
    unchanged: kept.length - changed.length,
    totals: differingTotals(from, to),
  };
}

function differingTotals(from: ComparedManifest, to: ComparedManifest): ManifestDifference['totals'] {
  const all = (manifest: ComparedManifest): Record<string, number> => ({
    total_chunks: manifest.total_chunks,
    total_size_bytes: manifest.total_size_bytes,
    ...manifest.totals,
  });
  const [before, after] = [all(from), all(to)];
  return Object.fromEntries(
    Object.keys(after)
      .filter((key) => before[key] !== after[key])
      .map((key) => [key, { from: before[key] ?? 0, to: after[key] ?? 0 }]),
  );
}
