import type { z } from 'zod';
import { formatCount, formatPlural } from '../../../platform/cli/format.ts';
import { oneLine, renderTable } from '../../../platform/cli/table.ts';
import type {
  CyclesAnswer,
  ExportAnswer,
  FlowAnswer,
  GraphEnds,
  GraphLink,
  GraphNode,
  TracePathAnswer,
  TraverseAnswer,
} from '../schemas-graph.ts';

/** `path:line`. */
const at = (file: string, line: number): string => oneLine(`${file}:${line}`);

/** What an edge rests on, when that is not a plain call. */
export function basis({
  evidence,
  confidence,
  candidates,
  guard,
}: Pick<GraphLink, 'evidence' | 'confidence' | 'candidates'> & { guard?: string | undefined }): string {
  const parts: string[] = [];
  if (evidence.detail !== undefined) parts.push(oneLine(evidence.detail));
  if (evidence.file !== undefined && evidence.line !== undefined)
    parts.push(at(evidence.file, evidence.line));
  if (candidates > 1) parts.push(`one of ${formatCount(candidates)}`);
  if (confidence !== 'high') parts.push(confidence);
  if (guard !== undefined) parts.push(`if ${oneLine(guard)}`);
  return parts.join(', ');
}

/** Where the graph ends: one line, empty when nothing was left out. */
export function renderEnds(ends: z.output<typeof GraphEnds>): string {
  const parts: string[] = [];
  if (ends.truncated) parts.push('a bound was reached, there is more');
  if (ends.unresolved_pointers > 0) {
    parts.push(`${formatPlural(ends.unresolved_pointers, 'call')} through pointers not followed`);
  }
  if (ends.undefined_calls > 0) {
    parts.push(`${formatPlural(ends.undefined_calls, 'call')} of names the index does not define`);
  }
  return parts.length === 0 ? '' : `\nThe graph stops: ${parts.join('; ')}`;
}

export function renderPaths(answer: z.output<typeof TracePathAnswer>): string {
  const { from_function, to_function, paths, searched, ends } = answer;
  if (paths.length === 0) {
    const looked = `${formatPlural(searched, 'function')} looked at`;
    return `No path from ${oneLine(from_function)} to ${oneLine(to_function)}; ${looked}${renderEnds(ends)}`;
  }
  const blocks = paths.map(({ path_edges, path_length, total_confidence }, place) => {
    const steps = path_edges.map((edge) => {
      const [site] = edge.call_sites;
      const why = basis(edge);
      return `  ${at(site!.file, site!.line)}  ${label(edge.from)} → ${label(edge.to ?? edge.name)}${why === '' ? '' : `  (${why})`}`;
    });
    return `Path ${place + 1}: ${formatPlural(path_length, 'call')}, confidence ${total_confidence}\n${steps.join('\n')}`;
  });
  return `${blocks.join('\n')}${renderEnds(ends)}`;
}

/** The name in a node's id. */
function label(id: string): string {
  return oneLine(id.split('@')[0]!);
}

function edgeRows(edges: readonly GraphLink[]): string[][] {
  return edges.map((edge) => {
    const [site] = edge.call_sites;
    const more = edge.call_sites.length > 1 ? ` +${edge.call_sites.length - 1}` : '';
    return [
      `${at(site!.file, site!.line)}${more}`,
      label(edge.from),
      edge.to === null ? `${edge.name} ?` : label(edge.to),
      edge.to === null ? '' : (edge.to.split('@').at(-1) ?? ''),
      basis(edge),
    ];
  });
}

const EDGE_COLUMNS = [
  { title: 'call' },
  { title: 'from' },
  { title: 'to' },
  { title: 'defined' },
  { title: '' },
];

export function renderTraversal(answer: z.output<typeof TraverseAnswer>): string {
  const { nodes, edges, cycles, ends, ambiguous } = answer;
  const parts = [renderTable(EDGE_COLUMNS, edgeRows(edges))];
  for (const cycle of cycles ?? []) parts.push(`Cycle: ${cycle.nodes.map(label).join(', ')}`);
  const counts = `${formatPlural(nodes.length, 'function')}, ${formatPlural(edges.length, 'edge')}`;
  const many = ambiguous ? '\nSeveral definitions have this name; choose one with --file' : '';
  return `${parts.join('\n')}\n${counts}${renderEnds(ends)}${many}`;
}

export function renderFlow(answer: z.output<typeof FlowAnswer>): string {
  const { entry, entrypoints, steps, total, ends, did_you_mean = [] } = answer;
  if (steps.length === 0) {
    const hint = did_you_mean.length > 0 ? `; did you mean ${did_you_mean.map(oneLine).join(', ')}?` : '';
    return `${oneLine(entry)} leads nowhere that the index knows${hint}${renderEnds(ends)}`;
  }
  const heads = entrypoints.map(
    ({ kind, symbol, file, line }) => `${kind} ${oneLine(symbol ?? '')} ${at(file, line)}`,
  );
  const lines = steps.map((step) => {
    const defined = step.file === null || step.line === null ? '' : `  ${at(step.file, step.line)}`;
    const why = step.edge === 'syscall' ? '' : basis(step);
    const mark = step.edge === 'indirect_call' ? '~ ' : '';
    return `${'  '.repeat(step.depth)}${mark}${oneLine(step.to)}${defined}${why === '' ? '' : `  (${why})`}`;
  });
  const shown = steps.length < total ? `, ${formatCount(steps.length)} shown` : '';
  return `${[...heads, ...lines].join('\n')}\n${formatPlural(total, 'step')}${shown}${renderEnds(ends)}`;
}

export function renderExport(answer: z.output<typeof ExportAnswer>): string {
  return answer.data ?? JSON.stringify(answer.graph, null, 2);
}

const nodeLine = ({ name, file, line }: GraphNode): string => `  ${at(file, line)}  ${oneLine(name)}`;

/** Functions of one cycle that are printed; the JSON has them all. */
const SHOWN_OF_CYCLE = 12;

export function renderCycles(answer: z.output<typeof CyclesAnswer>): string {
  const { cycles, total, functions, ends } = answer;
  const blocks = cycles.map(({ size, nodes }) => {
    const title = size === 1 ? 'Calls itself:' : `${formatPlural(size, 'function')} that reach each other:`;
    const more = size > SHOWN_OF_CYCLE ? `\n  … and ${formatCount(size - SHOWN_OF_CYCLE)} more` : '';
    return `${title}\n${nodes.slice(0, SHOWN_OF_CYCLE).map(nodeLine).join('\n')}${more}`;
  });
  const shown = cycles.length < total ? `, ${formatCount(cycles.length)} shown` : '';
  const tail = `${formatPlural(total, 'cycle')} among ${formatPlural(functions, 'function')}${shown}`;
  return `${[...blocks, tail].join('\n')}${renderEnds(ends)}`;
}
