import type { GraphLink, GraphNode } from '../../schemas-graph.ts';

/** A graph as answers have it. */
export interface DescribedGraph {
  nodes: readonly GraphNode[];
  edges: readonly GraphLink[];
}

/**
 * Text for XML: the five special characters as entities, and U+FFFD for what XML 1.0 cannot hold (control characters,
 * halves of surrogate pairs). Names come from foreign code.
 */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replace(/[\t\n\r]/g, (space) => `&#${space.charCodeAt(0)};`);
}

const siteOf = ({ call_sites }: GraphLink): string =>
  call_sites.map(({ file, line }) => `${file}:${line}`).join(' ');

/** GraphML (http://graphml.graphdrawing.org/specification.html): attributes as keys, edges that lead nowhere left out. */
export function toGraphml({ nodes, edges }: DescribedGraph): string {
  const nodeKeys = ['name', 'kind', 'file', 'line', 'depth'] as const;
  const edgeKeys = ['call_type', 'confidence', 'evidence', 'sites'] as const;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...nodeKeys.map(
      (key) =>
        `<key id="n_${key}" for="node" attr.name="${key}" attr.type="${key === 'line' || key === 'depth' ? 'int' : 'string'}"/>`,
    ),
    ...edgeKeys.map((key) => `<key id="e_${key}" for="edge" attr.name="${key}" attr.type="string"/>`),
    '<graph edgedefault="directed">',
    ...nodes.map((node) => {
      const data = nodeKeys.map((key) => `<data key="n_${key}">${escapeXml(String(node[key]))}</data>`);
      return `<node id="${escapeXml(node.id)}">${data.join('')}</node>`;
    }),
    ...edges
      .filter(({ to }) => to !== null)
      .map((edge) => {
        const values = [edge.call_type, edge.confidence, edge.evidence.kind, siteOf(edge)];
        const data = edgeKeys.map((key, place) => `<data key="e_${key}">${escapeXml(values[place]!)}</data>`);
        return `<edge source="${escapeXml(edge.from)}" target="${escapeXml(edge.to!)}">${data.join('')}</edge>`;
      }),
    '</graph>',
    '</graphml>',
  ];
  return `${lines.join('\n')}\n`;
}

/** A quoted string of the DOT language; line breaks and control characters become spaces. */
function quoteDot(text: string): string {
  const plain = text.replace(/\p{Cc}/gu, ' ');
  return `"${plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** DOT (https://graphviz.org/doc/info/lang.html): dashed where a pointer is followed, dotted where likeness decides. */
export function toDot({ nodes, edges }: DescribedGraph): string {
  const lines = [
    'digraph calls {',
    '  rankdir=LR;',
    '  node [shape=box, fontname="sans-serif"];',
    ...nodes.map(
      ({ id, name, file, line }) =>
        `  ${quoteDot(id)} [label=${quoteDot(name)}, tooltip=${quoteDot(`${file}:${line}`)}];`,
    ),
    ...edges
      .filter(({ to }) => to !== null)
      .map((edge) => {
        const style =
          edge.call_type === 'indirect' ? 'dashed' : edge.confidence === 'low' ? 'dotted' : 'solid';
        return `  ${quoteDot(edge.from)} -> ${quoteDot(edge.to!)} [style=${style}, tooltip=${quoteDot(siteOf(edge))}];`;
      }),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * A field of CSV (RFC 4180). A quote mark goes before what a spreadsheet would take for a formula: names and paths
 * are foreign text.
 */
function quoteCsv(value: string | number | null): string {
  if (value === null) return '';
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** CSV with a line for each edge; those that lead nowhere have no target. Nodes without edges do not appear. */
export function toCsv({ edges }: DescribedGraph): string {
  const head = ['from', 'to', 'name', 'call_type', 'confidence', 'candidates', 'evidence', 'file', 'lines'];
  const rows = edges.map((edge) => [
    edge.from,
    edge.to,
    edge.name,
    edge.call_type,
    edge.confidence,
    edge.candidates,
    edge.evidence.detail ?? edge.evidence.kind,
    edge.call_sites[0]?.file ?? '',
    edge.call_sites.map(({ line }) => line).join(' '),
  ]);
  return `${[head, ...rows].map((row) => row.map(quoteCsv).join(',')).join('\r\n')}\r\n`;
}
