import { z } from 'zod';
import { text } from '../../kernel/storable-text.ts';
import { CHUNK_STATUSES } from './domain/chunk-state.ts';
import { Manifest, ManifestChunk } from './schemas-chunk.ts';
import { LoadSettings } from './schemas-job.ts';

const timestamp = z.iso.datetime();
const manifestId = text(64).describe('Id of a manifest, or the beginning of it where no other begins so');
const chunkId = text(4096).describe('Id of a chunk, e.g. fs_001');

/** Which manifest is meant. */
const Which = { manifest_id: manifestId.optional().describe('The latest manifest when not given') };

export const ManifestInput = z.object(Which);
/** The manifest as it was written: what it leaves out is not there, rather than null. */
export const ManifestAnswer = Manifest;

export const ChunkStatusInput = z.object({ chunk_id: chunkId, ...Which });
export const ChunkState = z.object({
  chunk_id: z.string(),
  manifest_id: z.string(),
  manifest_version: z.string(),
  status: z.enum(CHUNK_STATUSES),
  started_at: timestamp.optional().describe('Of the latest attempt'),
  completed_at: timestamp.optional().describe('When it was completed, or failed'),
  error_code: z.string().optional(),
  error_message: z.string().optional().describe('Why it failed'),
  retry_count: z.int().min(0).max(3),
  retry_at: timestamp.optional().describe('It is not tried again before'),
  symbols_processed: z.int().min(0),
  checksum_verified: z.boolean(),
  job_id: z.string().optional().describe('The job that has it'),
});
export type ChunkState = z.output<typeof ChunkState>;

export const ProcessChunkInput = z.object({
  chunk_id: chunkId,
  force: z
    .boolean()
    .default(false)
    .describe('Load it again even when it is completed, or has failed for good'),
  ...Which,
});
export const ProcessChunkAnswer = z.object({
  message: z.string(),
  chunk_id: z.string(),
  status: z.enum(CHUNK_STATUSES),
  manifest_id: z.string(),
  job_id: z.string().optional().describe('Follow it with jobs.get'),
});

export const ProcessBatchInput = z.object({
  chunk_ids: z.array(chunkId).min(1).max(100).describe('An id given twice counts once'),
  parallelism: z.int().min(1).max(10).default(4),
  force: ProcessChunkInput.shape.force,
  checksum_policy: LoadSettings.shape.checksum_policy,
  max_memory_mb: LoadSettings.shape.max_memory_mb,
  ...Which,
});
export const ProcessBatchAnswer = z.object({
  message: z.string(),
  total_chunks: z.int().describe('Chunks asked for, each counted once'),
  processing: z.array(z.string()).describe('Those that this call has set going'),
  manifest_id: z.string(),
  job_id: z.string().optional(),
});

export const LoadManifestInput = z.object({
  manifest: text(4096).describe(
    'Absolute path of a manifest or of its folder, or the id of a registered one',
  ),
  chunk_ids: z
    .array(chunkId)
    .min(1)
    .max(2048)
    .optional()
    .describe('Only these; all that are not completed otherwise'),
  repository: text(4096)
    .optional()
    .describe('Absolute path to load the index under, instead of the manifest’s own'),
  force: z.boolean().default(false).describe('Also those that are completed, or have failed for good'),
  ...LoadSettings.shape,
});
export const LoadManifestAnswer = z.object({
  message: z.string(),
  manifest_id: z.string(),
  repository: z.string(),
  total_chunks: z.int(),
  to_process: z.int().describe('Chunks that are not completed, or are loaded again'),
  job_id: z.string().optional().describe('Left out when there is nothing to do'),
});
export type LoadManifestAnswer = z.output<typeof LoadManifestAnswer>;

export const ChunkStatesInput = z.object({
  ...Which,
  status: z.enum(CHUNK_STATUSES).optional().describe('Only chunks in this state'),
});
export const ChunkStatesAnswer = z.object({
  manifest_id: z.string(),
  repository: z.string(),
  folder: z.string(),
  loaded: z.boolean().describe('The index of this manifest answers questions'),
  total_chunks: z.int(),
  counts: z.object({ pending: z.int(), processing: z.int(), completed: z.int(), failed: z.int() }),
  chunks: z.array(ChunkState),
});
export type ChunkStatesAnswer = z.output<typeof ChunkStatesAnswer>;

export const CleanupInput = z.object({
  ...Which,
  older_than_minutes: z
    .int()
    .min(0)
    .max(525_600)
    .default(30)
    .describe('Chunks that have been processing for longer than this'),
});
export const CleanupAnswer = z.object({
  manifest_id: z.string(),
  reset: z.array(z.string()).describe('Chunks that are pending again'),
});

export const ManifestSummary = z.object({
  manifest_id: z.string(),
  repository: z.string(),
  folder: z.string().describe('Where the chunk files are'),
  version: z.string(),
  created: timestamp,
  registered_at: timestamp,
  generator: z.string(),
  kernel_version: z.string().optional(),
  config: z.string().optional(),
  total_chunks: z.int(),
  total_size_bytes: z.int(),
  totals: Manifest.shape.totals,
  completed: z.int().describe('Chunks whose rows are loaded'),
  failed: z.int(),
  loaded: z.boolean().describe('Its index answers questions'),
});
export type ManifestSummary = z.output<typeof ManifestSummary>;

export const ManifestsInput = z.object({
  repository: text(4096).optional().describe('Only of this repository: its path or the end of it'),
  limit: z.int().min(1).max(500).default(50),
});
export const ManifestsAnswer = z.object({
  manifests: z.array(ManifestSummary).describe('The latest first'),
  total: z.int(),
});

export const OneManifestInput = z.object({ manifest_id: manifestId });
export const DeleteAnswer = z.object({ manifest_id: z.string(), deleted: z.literal(true) });

export const CompareInput = z.object({ from: manifestId, to: manifestId });
const Change = z.object({
  id: z.string(),
  subsystem: z.string(),
  size_bytes: z.int(),
  checksum_sha256: ManifestChunk.shape.checksum_sha256,
});
export const CompareAnswer = z.object({
  from: z.string(),
  to: z.string(),
  added: z.array(Change),
  removed: z.array(Change),
  changed: z.array(Change.extend({ before: Change.omit({ id: true, subsystem: true }) })),
  unchanged: z.int(),
  totals: z
    .record(z.string(), z.object({ from: z.int(), to: z.int() }))
    .describe('Totals that differ, and the size of the chunk files'),
});
export type CompareAnswer = z.output<typeof CompareAnswer>;
