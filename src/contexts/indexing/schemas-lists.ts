import { z } from 'zod';
import { text } from '../../kernel/storable-text.ts';
import { file, Freshness, kinds, limit, line, offset, repository, Where } from './schemas.ts';

export const pathPrefix = text(4096).optional().describe('Only files whose path starts so, e.g. fs/');
export const Counts = z.record(z.string(), z.int());
export const EntrypointsInput = z.object({
  kind: text(60).optional().describe('Only this kind: syscall, module_init, export, file_ops, interrupt …'),
  name: text(200).optional().describe('Only those whose name or function holds this'),
  path: pathPrefix,
  limit: limit(500, 50),
  offset,
  ...Where,
});

export const Entrypoint = z.object({
  kind: z.string(),
  name: z.string().nullable().describe('What the outside calls it'),
  symbol: z.string().nullable().describe('The function that runs'),
  file,
  line,
});

export const EntrypointsAnswer = z.object({
  entrypoints: z.array(Entrypoint),
  total: z.int(),
  kinds: Counts.describe('How many of each kind there are, whatever kind was asked for'),
  repository,
  index: Freshness,
});

export const IncludesInput = z.object({
  file: text(4096).describe('Path of the file, or the end of it'),
  depth: z.int().min(1).max(10).default(1).describe('Steps to go: 2 also gives what those include'),
  limit: limit(1000, 100),
  offset,
  ...Where,
});

const IncludeEntry = z.object({
  file: file.nullable().describe('The file that is included; null when the index has none that fits'),
  target: z.string().describe('As written'),
  depth: z.int(),
  site: z.object({ file, line }).describe('The line that includes it'),
  candidates: z.int().describe('Files that fit the target'),
});
export type IncludeEntry = z.output<typeof IncludeEntry>;

export const IncludesAnswer = z.object({
  file,
  includes: z.array(IncludeEntry).describe('One entry a line, in the order of steps and files'),
  total: z.int(),
  files: z.int().describe('Different files among them'),
  truncated: z.boolean(),
  repository,
  index: Freshness,
});

export const IncludersAnswer = z.object({
  file,
  includers: z.array(
    z.object({ file, line, target: z.string(), depth: z.int(), via: file.describe('What it includes') }),
  ),
  total: z.int(),
  truncated: z.boolean(),
  repository,
  index: Freshness,
});

export const TopInput = z.object({
  limit: limit(200, 20),
  defined_only: z.boolean().default(true).describe('Only names that the index has a definition of'),
  path: pathPrefix.describe('Only names defined in files whose path starts so'),
  ...Where,
});

export const TopAnswer = z.object({
  functions: z.array(
    z.object({
      name: z.string(),
      callers: z.int().describe('Symbols that call it'),
      calls: z.int().describe('Call sites'),
      definitions: z.int(),
      file: file.nullable(),
      line: line.nullable(),
    }),
  ),
  total: z.int().describe('Names that are called'),
  by_name: z.literal(true).describe('Functions that share a name are counted together'),
  repository,
  index: Freshness,
});

export const DeadInput = z.object({
  path: pathPrefix,
  include_headers: z.boolean().default(false).describe('Also functions in headers'),
  limit: limit(500, 50),
  offset,
  ...Where,
});

export const DeadAnswer = z.object({
  candidates: z.array(
    z.object({ name: z.string(), kind: z.enum(kinds), file, line, end_line: line, static: z.boolean() }),
  ),
  total: z.int(),
  total_is_exact: z.boolean(),
  cannot_know: z.array(z.string()).describe('Uses that are not seen, so look before you delete'),
  repository,
  index: Freshness,
});
