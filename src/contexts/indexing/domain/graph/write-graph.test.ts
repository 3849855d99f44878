import { describe, expect, it } from 'vitest';
import type { GraphLink, GraphNode } from '../../schemas-graph.ts';
import { drawSvg, MOST_DRAWN } from './draw-svg.ts';
import { layOut } from './lay-out.ts';
import { toCsv, toDot, toGraphml } from './write-graph.ts';

const EVIL = `<script>alert("x")</script>&'\u0000\u001B[2J]]>\n=HYPERLINK("http://x")\uD800`;

const node = (name: string, depth = 0): GraphNode => ({
  id: `${name}@a.c:1`,
  name,
  kind: 'function',
  file: 'a.c',
  line: 1,
  end_line: 2,
  static: false,
  depth,
});
const link = (from: string, to: string | null, changes: Partial<GraphLink> = {}): GraphLink => ({
  from: `${from}@a.c:1`,
  to: to === null ? null : `${to}@a.c:1`,
  name: to ?? 'x',
  call_type: 'direct',
  confidence: 'high',
  candidates: 1,
  evidence: { kind: 'call' },
  call_sites: [{ file: 'a.c', line: 7 }],
  ...changes,
});
const evil = { nodes: [node(EVIL), node('b', 1)], edges: [link(EVIL, 'b'), link('b', null)] };

/** Text of an XML document outside tags; throws on a stray bracket or ampersand. */
function checkXml(text: string): void {
  expect(text).not.toMatch(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u);
  const outside = text.replace(/<\?xml[^>]*\?>|<\/?[A-Za-z][^<>]*>/g, '');
  expect(outside).not.toMatch(/[<>]/);
  expect(text.replace(/&(?:amp|lt|gt|quot|#\d+);/g, '')).not.toContain('&');
}

describe('formats', () => {
  it('hold names that would break them', () => {
    checkXml(toGraphml(evil));
    checkXml(drawSvg(evil, EVIL));
    expect(toGraphml(evil)).not.toContain('<script');
    expect(drawSvg(evil, EVIL)).not.toContain('<script');
    const dot = toDot(evil);
    expect(dot).toContain(String.raw`label="<script>alert(\"x\")`);
    expect(dot.split('\n')).toHaveLength(8);
    expect(toCsv({ nodes: [], edges: [link('=cmd()', 'b,"c"')] })).toContain(`'=cmd()@a.c:1,"b,""c""@a.c:1"`);
  });

  it('leave edges that lead nowhere out of pictures and keep them in tables', () => {
    expect(toGraphml(evil).match(/<edge /g)).toHaveLength(1);
    expect(toDot(evil).match(/->/g)).toHaveLength(1);
    expect(toCsv(evil).trim().split('\r\n')).toHaveLength(3);
  });
});

describe('drawSvg', () => {
  it('is self-contained and marks what is sure and what is not', () => {
    const svg = drawSvg(
      {
        nodes: [node('a'), node('b', 1), node('c', -1)],
        edges: [
          link('a', 'b', { call_type: 'indirect' }),
          link('c', 'a', { confidence: 'low' }),
          link('a', 'a'),
        ],
      },
      'a',
    );
    expect(svg).not.toMatch(/href|url\((?!#)|<image|<foreignObject|on\w+=/);
    expect(svg).toContain('class="i"');
    expect(svg).toContain('class="l"');
    expect(svg).toContain('a: 3 functions, 3 edges');
  });

  it('says what it leaves out', () => {
    const nodes = Array.from({ length: MOST_DRAWN + 5 }, (_, place) =>
      node(`n${place}`, place === 0 ? 0 : 1),
    );
    expect(drawSvg({ nodes, edges: [] }, 'x')).toContain('5 functions not drawn');
    expect(drawSvg({ nodes: [], edges: [] }, 'nothing')).toContain('nothing: 0 functions');
  });
});

describe('layOut', () => {
  it('puts depths in columns, nothing on top of another, and neighbours side by side', () => {
    const nodes = ['a', 'b', 'c', 'd', 'e'].map((id, place) => ({
      id,
      depth: place === 0 ? 0 : place < 3 ? 1 : 2,
    }));
    const places = layOut(nodes, [
      { from: 'a', to: 'b' },
      { from: 'a', to: 'c' },
      { from: 'b', to: 'e' },
      { from: 'c', to: 'd' },
    ]);
    expect(new Set([...places.values()].map(({ column, row }) => `${column} ${row}`)).size).toBe(5);
    const row = (id: string) => places.get(id)!.row;
    expect(Math.sign(row('b') - row('c'))).toBe(Math.sign(row('e') - row('d')));
    expect(places.get('d')!.column).toBe(2);
  });
});
