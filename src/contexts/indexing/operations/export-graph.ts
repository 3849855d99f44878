import { gzipSync } from 'node:zlib';
import type { z } from 'zod';
import type { Tx } from '../../../kernel/context.ts';
import { operation } from '../../../kernel/operation.ts';
import { countGraph } from '../domain/graph/count-graph.ts';
import { describeEdge, describeEnds, describeNode } from '../domain/graph/describe-graph.ts';
import { drawSvg } from '../domain/graph/draw-svg.ts';
import { noStart } from '../domain/graph/no-start.ts';
import type { Walk } from '../domain/graph/walk.ts';
import { toCsv, toDot, toGraphml } from '../domain/graph/write-graph.ts';
import type { DescribedGraph } from '../domain/graph/write-graph.ts';
import { ExportAnswer, ExportInput } from '../schemas-graph.ts';
import { attachGuards } from '../store/graph/attach-guards.ts';
import { requireRoots } from '../store/graph/find-roots.ts';
import { graphOf, readArea } from '../store/graph/read-area.ts';
import { traverse } from '../store/graph/traverse.ts';
import { findIndex } from '../store/queries/find-index.ts';
import type { ReadyIndex } from '../store/queries/find-index.ts';

import { renderExport } from './render-graph.ts';
import { questionId } from './question-id.ts';

type Input = z.output<typeof ExportInput>;

/** Functions around a root that an export may hold, over all its chunks. */
const MOST_AROUND_ROOT = 10_000;

const FORMATS = {
  json: { mediaType: 'application/json', write: (graph: DescribedGraph) => JSON.stringify(graph) },
  graphml: { mediaType: 'application/graphml+xml', write: toGraphml },
  dot: { mediaType: 'text/vnd.graphviz', write: toDot },
  csv: { mediaType: 'text/csv', write: toCsv },
  svg: { mediaType: 'image/svg+xml', write: drawSvg },
} as const;

export const exportGraph = operation({
  name: 'indexing.export_graph',
  summary: 'Export a part of the call graph as JSON, GraphML, DOT, CSV or a picture (SVG)',
  description:
    'Around a function, or of the files below a path. Large graphs come in chunks of nodes, each with the edges from them; edges may lead to nodes of other chunks.',
  access: 'indexing:read',
  effect: 'read',
  input: ExportInput,
  output: ExportAnswer,
  errors: ['no_index', 'symbol_not_found', 'definition_not_found', 'no_start'],
  http: { method: 'GET', path: '/api/v1/call-graph' },
  mcp: { tool: 'export_graph', toolset: 'graph' },
  cli: {
    command: 'query graph [root-symbol]',
    examples: [
      'keelson query graph vfs_read --depth 2 --direction bidirectional --format svg > vfs_read.svg',
      'keelson query graph --path fs/ext4/ --format graphml --chunk-size 10000',
    ],
    render: renderExport,
  },
  async run({ tx, tenant, now }, input) {
    const index = await findIndex(tx, tenant, input.repository);
    const { walk, total } = await readGraph(tx, index, input);
    await attachGuards(tx, index, walk.edges);
    const graph = {
      nodes: [...walk.nodes.values()].map(({ symbol, depth }) => describeNode(symbol, depth)),
      edges: walk.edges.map((edge) => describeEdge(edge, walk.nodes)),
    };
    const { graph: chunk, own } = takeChunk(graph, input);
    const { mediaType, write } = FORMATS[input.format];
    const text = write(chunk, input.root_symbol ?? input.path ?? '');
    const packed = input.compress ? gzipSync(text) : undefined;
    const { chunk_index, chunk_size } = input;
    return {
      value: {
        export_id: questionId(index, { ...input, chunk_index: 0 }),
        exported_at: now.toISOString(),
        format: input.format,
        media_type: mediaType,
        ...(packed !== undefined
          ? { data: packed.toString('base64') }
          : input.format === 'json'
            ? { graph: { nodes: [...chunk.nodes], edges: [...chunk.edges] } }
            : { data: text }),
        encoding: packed === undefined ? ('text' as const) : ('gzip+base64' as const),
        chunk_info: {
          chunk_index,
          chunk_size,
          total_chunks: Math.ceil(total / chunk_size),
          total_nodes: total,
          nodes: own,
          edges: chunk.edges.length,
        },
        size_info: {
          bytes: Buffer.byteLength(text),
          ...(packed === undefined ? {} : { compressed_bytes: packed.length }),
        },
        ...(input.include_statistics ? { statistics: countGraph(walk.nodes, walk.edges) } : {}),
        job_info: null,
        ends: describeEnds(walk.cut, walk.stops),
        repository: index.repository,
        index: index.freshness,
      },
    };
  },
});

/** The graph around a root, whole; or of a path, this chunk of it. */
async function readGraph(tx: Tx, index: ReadyIndex, input: Input): Promise<{ walk: Walk; total: number }> {
  const { root_symbol: root, path, include_indirect: indirect } = input;
  if (root !== undefined) {
    const { symbols } = await requireRoots(tx, index, root, input.file);
    const { direction, depth } = input;
    const walk = await traverse(tx, index, symbols, { direction, depth, nodes: MOST_AROUND_ROOT, indirect });
    return { walk, total: walk.nodes.size };
  }
  const area = path ?? input.file;
  if (area === undefined) throw noStart();
  const page = { limit: input.chunk_size, offset: input.chunk_index * input.chunk_size };
  const { symbols, total } = await readArea(tx, index, area, page);
  const walk = await graphOf(tx, index, symbols, { indirect, outside: true });
  return { walk, total };
}

/**
 * The nodes of the chunk asked for, how many they are, and the edges from them; where these lead elsewhere, their ends
 * are added, so that each chunk is a graph by itself.
 */
function takeChunk(graph: DescribedGraph, input: Input): { graph: DescribedGraph; own: number } {
  const { root_symbol: root, chunk_index, chunk_size } = input;
  // Of a path only this chunk was read; what it calls elsewhere is one step away.
  const own =
    root === undefined
      ? graph.nodes.filter(({ depth }) => depth === 0)
      : graph.nodes.slice(chunk_index * chunk_size, (chunk_index + 1) * chunk_size);
  const ids = new Set(own.map(({ id }) => id));
  const edges = graph.edges.filter(({ from }) => ids.has(from));
  const ends = new Set(edges.map(({ to }) => to));
  const others = graph.nodes.filter(({ id }) => ends.has(id) && !ids.has(id));
  return { graph: { nodes: [...own, ...others], edges }, own: own.length };
}
