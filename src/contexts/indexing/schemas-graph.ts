import { z } from 'zod';
import { text } from '../../kernel/storable-text.ts';
import { Counts, Entrypoint, pathPrefix } from './schemas-lists.ts';
import {
  callType,
  config,
  didYouMean,
  evidenceKind,
  file,
  Freshness,
  kinds,
  limit,
  line,
  repository,
  Span,
  Where,
} from './schemas.ts';

const symbolName = text(1000);
const inFile = text(4096)
  .optional()
  .describe('Only the definition in this file, where several have the name');
const confidence = z
  .enum(['high', 'medium', 'low'])
  .describe('`high` follows from the rules of the language, `low` from likeness alone');
const indirect = (preset: boolean) =>
  z
    .boolean()
    .default(preset)
    .describe('Also follow calls through pointers to the functions that tables set them to');

const guard = z.string().optional().describe('Configuration under which the call is compiled');

export const GraphNode = z.object({
  id: z.string().describe('`name@file:line`'),
  name: z.string(),
  kind: z.enum(kinds),
  file,
  line,
  end_line: line,
  static: z.boolean(),
  depth: z.int().describe('Steps from the start; against the calls they are counted below zero'),
});
export type GraphNode = z.output<typeof GraphNode>;

const Evidence = z
  .object({
    kind: evidenceKind,
    detail: z
      .string()
      .optional()
      .describe('Table and member, assignment, import, or whom the function is handed to'),
    file: file.optional(),
    line: line.optional(),
  })
  .describe('What makes us believe it: a call by name, or where a table sets the pointer');

export const GraphLink = z.object({
  from: z.string().describe('Node id'),
  to: z.string().nullable().describe('Node id; null where the graph stops'),
  name: z.string().describe('The callee as it is written'),
  call_type: callType,
  confidence,
  candidates: z.int().describe('Functions the call may reach in all'),
  evidence: Evidence,
  call_sites: z.array(z.object({ file, line })),
  guard,
});
export type GraphLink = z.output<typeof GraphLink>;

/** Where the graph of an answer ends, and why. */
export const GraphEnds = z.object({
  truncated: z.boolean().describe('A bound was reached: there is more'),
  truncated_by: z.array(z.enum(['nodes', 'callers_or_candidates'])),
  unresolved_pointers: z.int().describe('Calls through pointers that were not followed or have no candidate'),
  undefined_calls: z.int().describe('Calls of names that nothing in the index defines'),
});

const Cycle = z.object({ nodes: z.array(z.string()).describe('Node ids, in the order of files') });

const Path = z.object({
  path_edges: z.array(GraphLink),
  path_length: z.int(),
  total_confidence: z.number().min(0).max(1).describe('Product over the edges: high 1, medium 0.7, low 0.3'),
});
export type Path = z.output<typeof Path>;

export const TracePathInput = z.object({
  from_function: symbolName.describe('Where the path starts'),
  to_function: symbolName.describe('Where it ends'),
  from_file: inFile,
  to_file: inFile,
  max_paths: z.int().min(1).max(10).default(3).describe('Most paths to give, up to 10'),
  max_depth: z.int().min(1).max(10).default(5).describe('Most calls in a path, up to 10'),
  include_indirect: indirect(true),
  ...Where,
});

export const TracePathAnswer = z.object({
  from_function: z.string(),
  to_function: z.string(),
  paths: z.array(Path).describe('Shortest first'),
  total: z.int(),
  nodes: z.array(GraphNode).describe('The functions on the paths'),
  searched: z.int().describe('Functions that were looked at'),
  ends: GraphEnds,
  repository,
  index: Freshness,
});

const Filters = z
  .object({
    path: pathPrefix,
    exclude_path: text(4096).optional().describe('No files whose path starts so'),
    min_confidence: confidence.optional(),
  })
  .describe('Which functions and edges count');

export const TraverseInput = z.object({
  start_symbol: symbolName,
  file: inFile,
  direction: z
    .enum(['forward', 'backward', 'bidirectional'])
    .default('forward')
    .describe('`forward` is along the calls, `backward` to the callers'),
  max_depth: z
    .int()
    .min(1)
    .max(100)
    .default(5)
    .describe('Most steps; the bound of nodes is often reached first'),
  max_nodes: z.int().min(1).max(2000).default(300).describe('Most functions to give'),
  include_indirect: indirect(false),
  detect_cycles: z.boolean().default(false).describe('Also give sets of functions that call each other'),
  target_symbol: symbolName.optional().describe('Also give paths to this function'),
  find_all_paths: z
    .boolean()
    .default(false)
    .describe('Up to ten paths to target_symbol, not only the shortest'),
  filters: Filters.optional(),
  include_metrics: z.boolean().default(true).describe('Also count'),
  ...Where,
});

export const GraphStatistics = z.object({
  nodes: z.int(),
  edges: z.int(),
  call_sites: z.int(),
  deepest: z.int().describe('Steps to the farthest function'),
  by_call_type: Counts,
  by_confidence: Counts,
  most_callers: z.array(z.object({ id: z.string(), callers: z.int() })).describe('Within this graph'),
});
export type GraphStatistics = z.output<typeof GraphStatistics>;

export const TraverseAnswer = z.object({
  traversal_id: z.string().describe('The same question to the same index has the same one'),
  start: z.array(z.string()).describe('Node ids the traversal started from'),
  nodes: z.array(GraphNode),
  edges: z.array(GraphLink),
  paths: z.array(Path).optional(),
  cycles: z.array(Cycle).optional(),
  statistics: GraphStatistics.optional(),
  ends: GraphEnds,
  ambiguous: z.boolean().describe('Several definitions have the name; give `file` to choose'),
  repository,
  index: Freshness,
});

export const EXPORT_FORMATS = ['json', 'graphml', 'dot', 'csv', 'svg'] as const;

export const ExportInput = z.object({
  root_symbol: symbolName.optional().describe('Start here; or give `path`'),
  file: inFile,
  path: pathPrefix,
  format: z.enum(EXPORT_FORMATS).default('json').describe('`svg` is a picture'),
  direction: z.enum(['forward', 'backward', 'bidirectional']).default('forward'),
  depth: z.int().min(1).max(10).default(5).describe('Steps from root_symbol'),
  include_indirect: indirect(false),
  chunk_size: z.int().min(1).max(10_000).default(1000).describe('Most nodes in one answer'),
  chunk_index: z.int().min(0).max(100_000).default(0).describe('Which chunk, from 0'),
  compress: z.boolean().default(false).describe('Give `data` as gzip in base64'),
  async: z
    .boolean()
    .default(false)
    .describe('Taken for the sake of older clients; the answer always comes at once'),
  include_statistics: z.boolean().default(true),
  ...Where,
});

export const ExportAnswer = z.object({
  export_id: z.string().describe('The same question to the same index has the same one'),
  exported_at: z.iso.datetime(),
  format: z.enum(EXPORT_FORMATS),
  media_type: z.string(),
  graph: z
    .object({ nodes: z.array(GraphNode), edges: z.array(GraphLink) })
    .optional()
    .describe('Of format json, unless compressed'),
  data: z.string().optional().describe('Of the other formats, or compressed'),
  encoding: z.enum(['text', 'gzip+base64']),
  chunk_info: z.object({
    chunk_index: z.int(),
    chunk_size: z.int(),
    total_chunks: z.int(),
    total_nodes: z.int(),
    nodes: z.int().describe('Of this chunk; ends of its edges that belong to others are added to the graph'),
    edges: z.int().describe('From nodes of this chunk'),
  }),
  size_info: z.object({ bytes: z.int().describe('Of the text'), compressed_bytes: z.int().optional() }),
  statistics: GraphStatistics.optional(),
  job_info: z.null().describe('There is no job: the answer came at once'),
  ends: GraphEnds,
  repository,
  index: Freshness,
});

export const FlowInput = z.object({
  entry: text(1000).describe('System call or function: __NR_read, read, sys_read, ksys_read'),
  depth: z.int().min(1).max(10).default(4).describe('Most calls from the entry'),
  max_steps: z.int().min(1).max(1000).default(100).describe('Most steps to give'),
  per_pointer: z
    .int()
    .min(1)
    .max(50)
    .default(5)
    .describe('Candidates to follow for one call through a pointer'),
  config,
  include_macros: z.boolean().default(false).describe('Also follow macros'),
  ...Where,
});

export const FlowStep = z.object({
  edge: z.enum(['syscall', 'function_call', 'indirect_call', 'macro_expansion']),
  from: z.string(),
  to: z.string(),
  span: Span.describe('Where the call stands'),
  depth: z.int(),
  file: file.nullable().describe('Where `to` is defined'),
  line: line.nullable(),
  confidence,
  candidates: z.int(),
  evidence: Evidence,
  guard,
});
export type FlowStep = z.output<typeof FlowStep>;

export const FlowAnswer = z.object({
  entry: z.string(),
  entrypoints: z.array(Entrypoint).describe('What the entry was understood as'),
  steps: z
    .array(FlowStep)
    .describe('In the order a reader would follow them: each function’s calls under it'),
  total: z.int().describe('Steps found within the bounds'),
  ends: GraphEnds,
  did_you_mean: didYouMean,
  repository,
  index: Freshness,
});

export const CyclesInput = z.object({
  symbol: symbolName.optional().describe('Cycles in the neighbourhood of this function; or give `path`'),
  file: inFile,
  path: pathPrefix,
  depth: z.int().min(1).max(10).default(5).describe('Steps from symbol'),
  include_indirect: indirect(false),
  limit: limit(200, 20),
  ...Where,
});

export const CyclesAnswer = z.object({
  cycles: z
    .array(
      z.object({
        size: z.int(),
        nodes: z.array(GraphNode),
        edges: z.array(GraphLink).describe('The calls among them'),
      }),
    )
    .describe('Sets of functions that reach each other, largest first'),
  total: z.int(),
  functions: z.int().describe('Functions that were looked at'),
  ends: GraphEnds,
  repository,
  index: Freshness,
});
