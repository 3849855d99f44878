import { createHash } from 'node:crypto';
import type { ChunkPlan } from '../domain/chunk-plan.ts';
import { addSkipped, type Skipped } from '../domain/source-file.ts';
import { MANIFEST_VERSION } from '../manifest-version.ts';
import type { Manifest, ManifestChunk } from '../schemas-chunk.ts';
import type { SourceScope } from '../schemas-scope.ts';
import type { ChunkFacts } from './chunk-facts.ts';

/** What a manifest says beside its chunks. */
export interface ManifestHead {
  created: Date;
  generator: string;
  repository: string;
  kernelVersion: string | undefined;
  /** The part of the repository that was indexed, when it was not the whole. */
  subsystem: string | undefined;
  /** Which files of it count, when not all do. */
  scope: SourceScope | undefined;
  /** Left out before the scan. */
  skipped: Readonly<Partial<Skipped>>;
}

/** Makes the manifest of a plan whose chunks have all been scanned. `facts` is by chunk id. */
export function buildManifest(
  plan: ChunkPlan,
  facts: ReadonlyMap<string, ChunkFacts>,
  head: ManifestHead,
): Manifest {
  const chunks = plan.chunks.map((chunk): ManifestChunk => {
    const { bytes, sha256, counts } = facts.get(chunk.id)!;
    return {
      id: chunk.id,
      ordinal: chunk.number + 1,
      sequence: chunk.sequence,
      file: chunkFileName(chunk.id),
      subsystem: chunk.subsystem,
      size_bytes: bytes,
      checksum_sha256: sha256,
      symbol_count: counts.symbols,
      entrypoint_count: counts.entrypoints,
      call_count: counts.calls,
      macro_count: counts.macros,
      file_count: counts.files,
      line_count: counts.lines,
      source_bytes: chunk.bytes,
      range: { first: plan.files[chunk.from]!.path, last: plan.files[chunk.to - 1]!.path },
      ...(chunk.part && { part: [chunk.part.index + 1, chunk.part.of] as [number, number] }),
    };
  });
  const skipped = { ...head.skipped };
  for (const { skipped: more } of facts.values()) addSkipped(skipped, more);
  const manifest: Manifest = {
    version: MANIFEST_VERSION,
    manifest_id: '',
    created: head.created.toISOString(),
    generator: head.generator,
    repository: head.repository,
    ...(head.subsystem !== undefined && { subsystem: head.subsystem }),
    ...(head.scope !== undefined && { scope: head.scope }),
    ...(head.kernelVersion && { kernel_version: head.kernelVersion, kernel_path: head.repository }),
    chunk_size: plan.chunkSize,
    total_chunks: chunks.length,
    total_size_bytes: chunks.reduce((sum, { size_bytes: size }) => sum + size, 0),
    totals: totalsOf(plan, facts),
    languages: languagesOf(plan, facts),
    skipped,
    chunks,
  };
  return { ...manifest, manifest_id: manifestIdOf(manifest) };
}

/** Name of a chunk's file. */
export function chunkFileName(id: string): string {
  return `${id}.json`;
}

/** The id of a manifest: a hash of what it says of the code, not of when and where the code was read. */
export function manifestIdOf(manifest: Manifest): string {
  const {
    manifest_id: _id,
    created: _when,
    repository: _where,
    kernel_path: _path,
    skipped: _left,
    ...content
  } = manifest;
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
}

/** The parts of one file are in several chunks; it is one file, and its bytes and lines count once. */
function totalsOf(plan: ChunkPlan, facts: ReadonlyMap<string, ChunkFacts>): Manifest['totals'] {
  const totals = {
    files: 0,
    lines: 0,
    symbols: 0,
    calls: 0,
    entrypoints: 0,
    macros: 0,
    long_names: 0,
    source_bytes: 0,
  };
  for (const chunk of plan.chunks) {
    const { counts } = facts.get(chunk.id)!;
    totals.symbols += counts.symbols;
    totals.calls += counts.calls;
    totals.entrypoints += counts.entrypoints;
    totals.macros += counts.macros;
    if (isRepeat(chunk)) continue;
    totals.long_names += counts.longNames;
    totals.files += counts.files;
    totals.lines += counts.lines;
    totals.source_bytes += chunk.bytes;
  }
  return totals;
}

function languagesOf(plan: ChunkPlan, facts: ReadonlyMap<string, ChunkFacts>): Record<string, number> {
  const languages: Record<string, number> = {};
  for (const chunk of plan.chunks) {
    if (isRepeat(chunk)) continue;
    for (const [language, files] of Object.entries(facts.get(chunk.id)!.languages)) {
      languages[language] = (languages[language] ?? 0) + files;
    }
  }
  return Object.fromEntries(Object.entries(languages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function isRepeat(chunk: { part?: { index: number } }): boolean {
  return (chunk.part?.index ?? 0) > 0;
}
