import type { GraphLink, GraphNode } from '../../schemas-graph.ts';
import { layOut } from './lay-out.ts';
import { escapeXml } from './write-graph.ts';
import type { DescribedGraph } from './write-graph.ts';

const ROW = 44;
const HEIGHT = 34;
const GAP = 90;
const MARGIN = 24;
const HEADING = 34;
const MOST_LETTERS = 34;
/** Width of a letter of the fonts named below, in picture units, a little wide. */
const LETTER = 7.4;
/** Nodes a picture can hold and still be read. */
export const MOST_DRAWN = 150;

const STYLE = `
text{font:12px ui-monospace,Menlo,Consolas,monospace;fill:#1f2328}
.w{font-size:10px;fill:#656d76}
.h{font-size:13px;font-weight:600}
rect{fill:#f6f8fa;stroke:#8c959f}
.r rect{fill:#ddf4ff;stroke:#0969da}
path{fill:none;stroke:#57606a;stroke-width:1.2}
.i{stroke:#8250df;stroke-dasharray:5 3}
.l{stroke:#9a6700;stroke-dasharray:2 3}
`.trim();

interface Box {
  node: GraphNode;
  x: number;
  y: number;
  width: number;
}

/**
 * A picture of a neighbourhood: columns by depth, callers on the left. Self-contained (no script, no font, no link),
 * every text escaped. Dashed edges go through a pointer, dotted ones rest on likeness; each shows its call sites when
 * pointed at. What does not fit is named in the heading.
 */
export function drawSvg(graph: DescribedGraph, title: string): string {
  const shown = [...graph.nodes].sort((a, b) => Math.abs(a.depth) - Math.abs(b.depth)).slice(0, MOST_DRAWN);
  const known = new Set(shown.map(({ id }) => id));
  const edges = graph.edges.filter(({ from, to }) => to !== null && known.has(from) && known.has(to));
  const boxes = placeBoxes(shown, edges);
  const all = [...boxes.values()];
  const width = Math.ceil(Math.max(320, ...all.map(({ x, width }) => x + width)) + MARGIN);
  const height = Math.ceil(Math.max(HEADING + HEIGHT, ...all.map(({ y }) => y + HEIGHT)) + MARGIN);
  const left = graph.nodes.length - shown.length;
  const heading = `${title}: ${shown.length} functions, ${edges.length} edges${left > 0 ? `, ${left} functions not drawn` : ''}`;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(heading)}">`,
    `<style>${STYLE}</style>`,
    `<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" style="fill:#57606a;stroke:none"/></marker></defs>`,
    `<rect width="${width}" height="${height}" style="fill:#fff;stroke:none"/>`,
    `<text class="h" x="${MARGIN}" y="${MARGIN}">${escapeXml(heading)}</text>`,
    ...edges.map((edge) => drawEdge(edge, boxes)),
    ...all.map(drawNode),
    '</svg>',
  ].join('\n')}\n`;
}

function placeBoxes(nodes: readonly GraphNode[], edges: readonly GraphLink[]): Map<string, Box> {
  const links = edges.map(({ from, to }) => ({ from, to: to! }));
  const places = layOut(nodes, links);
  const widths: number[] = [];
  for (const node of nodes) {
    const { column } = places.get(node.id)!;
    widths[column] = Math.max(widths[column] ?? 0, boxWidth(node));
  }
  const starts = widths.map((_, column) =>
    widths.slice(0, column).reduce((x, width) => x + width + GAP, MARGIN),
  );
  return new Map(
    nodes.map((node) => {
      const { column, row } = places.get(node.id)!;
      return [node.id, { node, x: starts[column]!, y: HEADING + MARGIN + row * ROW, width: boxWidth(node) }];
    }),
  );
}

function boxWidth({ name, file, line }: GraphNode): number {
  const letters = Math.max(shorten(name).length * LETTER, shorten(`${file}:${line}`).length * LETTER * 0.84);
  return Math.ceil(letters) + 16;
}

/** The end of what is too long: of a path it says most. */
function shorten(text: string): string {
  const letters = Array.from(text);
  return letters.length > MOST_LETTERS ? `…${letters.slice(-MOST_LETTERS + 1).join('')}` : text;
}

function drawNode({ node, x, y, width }: Box): string {
  const { name, file, line, depth } = node;
  const where = `${file}:${line}`;
  return [
    `<g class="${depth === 0 ? 'r' : 'n'}"><title>${escapeXml(`${name} ${where}`)}</title>`,
    `<rect x="${x}" y="${y}" width="${width}" height="${HEIGHT}" rx="5"/>`,
    `<text x="${x + 8}" y="${y + 14}">${escapeXml(shorten(name))}</text>`,
    `<text class="w" x="${x + 8}" y="${y + 27}">${escapeXml(shorten(where))}</text></g>`,
  ].join('');
}

function drawEdge(edge: GraphLink, boxes: ReadonlyMap<string, Box>): string {
  const [from, to] = [boxes.get(edge.from)!, boxes.get(edge.to!)!];
  const kind = edge.call_type === 'indirect' ? ' class="i"' : edge.confidence === 'low' ? ' class="l"' : '';
  const sites = edge.call_sites.map(({ file, line }) => `${file}:${line}`).join(', ');
  return `<path${kind} marker-end="url(#a)" d="${curve(from, to)}"><title>${escapeXml(sites)}</title></path>`;
}

/** From the right side to the left one; within a column or backward round the right side. */
function curve(from: Box, to: Box): string {
  const [y1, y2] = [from.y + HEIGHT / 2, to.y + HEIGHT / 2];
  const x1 = from.x + from.width;
  if (to.x > from.x) {
    const bend = Math.max(30, (to.x - x1) / 2);
    return `M${x1} ${y1}C${x1 + bend} ${y1} ${to.x - bend} ${y2} ${to.x - 1} ${y2}`;
  }
  const x2 = to.x + to.width;
  const out = Math.max(x1, x2) + 36;
  const drop = from === to ? 12 : 0;
  return `M${x1} ${y1 - drop}C${out} ${y1 - drop} ${out} ${y2 + drop} ${x2 + 1} ${y2 + drop}`;
}
