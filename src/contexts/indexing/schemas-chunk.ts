import { z } from 'zod';
import { SKIP_REASONS } from './domain/source-file.ts';
import { SourceScope } from './schemas-scope.ts';
import { REFERENCE_TYPES, SYMBOL_KINDS } from './records.ts';

const Count = z.int().nonnegative();
const Line = z.int().positive();
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Version = z.string().regex(/^\d+\.\d+\.\d+$/);
const ChunkId = z.string().regex(/^[A-Za-z0-9_+][A-Za-z0-9._+-]*_\d{3,}$/);
const NameAndLine = z.tuple([z.string(), Line]);
const PartOf = z
  .tuple([z.int().positive(), z.int().positive()])
  .describe('This part, from 1, and how many parts the records of the file are in');

/** One chunk as the manifest lists it. */
export const ManifestChunk = z.strictObject({
  id: ChunkId,
  ordinal: z.int().min(1).max(2048).describe('Place among all chunks of the manifest, from 1'),
  sequence: z.int().min(1).describe('Number within the subsystem, kept for as long as the chunk lives'),
  file: z.string().describe('Chunk file, relative to the manifest'),
  subsystem: z.string().min(1),
  size_bytes: Count.describe('Of the chunk file'),
  checksum_sha256: Sha256.describe('Of the chunk file'),
  symbol_count: Count,
  entrypoint_count: Count,
  call_count: Count,
  macro_count: Count,
  file_count: Count,
  line_count: Count,
  source_bytes: Count.describe('Of the source files of the range'),
  range: z
    .strictObject({ first: z.string(), last: z.string() })
    .describe('First and last source path, in byte order within the subsystem'),
  part: PartOf.optional(),
});

/** What a run made of a folder: every chunk with its checksum, and totals. */
export const Manifest = z.strictObject({
  version: Version,
  manifest_id: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .describe(
      'First 32 digits of the SHA-256 of this document as compact JSON without manifest_id, created, repository, kernel_path and skipped',
    ),
  created: z.iso.datetime(),
  generator: z
    .string()
    .describe('What wrote the chunks; another scanner makes other chunks of the same tree'),
  repository: z.string().describe('Absolute path of the folder'),
  subsystem: z.string().optional().describe('Only this part of the folder was read'),
  scope: SourceScope.optional().describe('Only these files of the folder were read'),
  kernel_version: z.string().optional(),
  kernel_path: z.string().optional(),
  config: z
    .string()
    .optional()
    .describe('Which configuration the code was read under, e.g. x86_64:defconfig'),
  chunk_size: z.int().positive().describe('No chunk file has more bytes'),
  total_chunks: z.int().min(1),
  total_size_bytes: Count,
  totals: z.strictObject({
    files: Count,
    lines: Count,
    symbols: Count,
    calls: Count,
    entrypoints: Count,
    macros: Count,
    long_names: Count.describe('Identifiers of more than 1,000 bytes, which are not recorded'),
    source_bytes: Count,
  }),
  languages: z.record(z.string(), Count).describe('Files by language'),
  skipped: z
    .partialRecord(z.enum(SKIP_REASONS), Count)
    .describe('Files left out, by reason; a vendored folder that was not walked counts once'),
  chunks: z.array(ManifestChunk).min(1),
});

const ChunkSourceFile = z.strictObject({
  path: z.string().min(1),
  language: z.string(),
  bytes: Count,
  lines: Count,
  includes: z.array(NameAndLine).optional(),
  macros: z
    .strictObject({
      names: z.string().describe('Joined by newlines; a function-like macro ends in ('),
      lines: z.array(z.int()).describe('Line of the first, then differences'),
    })
    .optional(),
  operations: z
    .array(
      z.strictObject({
        type: z.string(),
        table: z.string(),
        line: Line,
        members: z.array(z.tuple([z.string(), z.string(), Line])).describe('Field, function, line'),
      }),
    )
    .optional(),
  toplevel: z
    .array(
      z.union([
        z.tuple([z.string(), z.string(), Line]),
        z.tuple([z.string(), z.string(), Line, z.literal('text')]),
      ]),
    )
    .optional()
    .describe(
      'Macro invocations outside functions: macro, first argument, line; `text` when that is a string',
    ),
  guards: z
    .array(z.tuple([z.string(), Line, Line]))
    .optional()
    .describe('Conditions on the configuration, and the first and last line compiled only under each'),
  part: PartOf.optional(),
});

const ChunkSymbol = z.strictObject({
  file: Count.describe('Index into files'),
  name: z.string(),
  kind: z.enum(Object.keys(SYMBOL_KINDS) as [keyof typeof SYMBOL_KINDS]),
  line: Line,
  end_line: Line,
  signature: z.string().optional(),
  doc: z
    .string()
    .optional()
    .describe('First sentence of the comment before it, at most 160 bytes and an ellipsis'),
  static: z.literal(true).optional(),
  inline: z.literal(true).optional(),
  exported: z.literal(true).optional(),
  parent: Count.optional().describe('Index into symbols'),
  members: z
    .array(z.union([NameAndLine, z.tuple([z.string(), Line, z.string()])]))
    .optional()
    .describe('Name, line, and in C the tag of its struct or union, or (*) for a pointer to a function'),
});

const ChunkEntrypoint = z.strictObject({
  file: Count.describe('Index into files'),
  kind: z.string(),
  name: z.string().optional(),
  symbol: z.string().optional(),
  line: Line,
});

const CallSites = z
  .array(
    z.union([
      NameAndLine,
      z.tuple([z.string(), Line, z.enum(['indirect', 'macro', 'new'])]),
      z.tuple([z.string(), Line, z.literal('indirect'), z.string()]),
    ]),
  )
  .min(1)
  .describe(
    'Callee, line, the type of call when it is not direct, and the member that an indirect call goes through',
  );

const ReferenceType = z.enum(Object.keys(REFERENCE_TYPES) as [keyof typeof REFERENCE_TYPES]);
const References = z
  .array(
    z.union([
      z.tuple([z.string(), Line, ReferenceType]),
      z.tuple([z.string(), Line, ReferenceType, z.string()]),
    ]),
  )
  .min(1)
  .describe(
    'Function, line, how it is used, and what it is handed to (callback), which member it is assigned to (assigned) or which variable or index it is the value of (value)',
  );

/** The content of one chunk file. */
export const ChunkFile = z.strictObject({
  manifest_version: Version,
  chunk_id: ChunkId,
  subsystem: z.string().min(1),
  files: z.array(ChunkSourceFile),
  symbols: z.array(ChunkSymbol),
  entrypoints: z.array(ChunkEntrypoint),
  call_graph: z
    .array(
      z.union([
        z.strictObject({ caller: Count.describe('Index into symbols'), calls: CallSites }),
        z.strictObject({ file: Count.describe('Index into files'), calls: CallSites }),
      ]),
    )
    .describe('Calls by caller; those outside any symbol by file'),
  references: z
    .array(
      z.union([
        z.strictObject({ caller: Count.describe('Index into symbols'), uses: References }),
        z.strictObject({ file: Count.describe('Index into files'), uses: References }),
      ]),
    )
    .optional()
    .describe('Names of functions used as values, by the symbol that uses them; outside any symbol by file'),
});

export type Manifest = z.infer<typeof Manifest>;
export type ManifestChunk = z.infer<typeof ManifestChunk>;
export type ChunkFile = z.infer<typeof ChunkFile>;
