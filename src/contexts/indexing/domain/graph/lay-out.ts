/** A node's place in a picture: column from the left, row from the top. */
export interface Place {
  column: number;
  row: number;
}

interface Link {
  from: string;
  to: string;
}

/** Sweeps over the columns; more change little for graphs of a readable size. */
const SWEEPS = 8;

/**
 * A small layered layout: a node's column is its depth, and within columns nodes are moved to the average row of
 * their neighbours a few times, which takes most crossings out.
 */
export function layOut(
  nodes: readonly { id: string; depth: number }[],
  links: readonly Link[],
): Map<string, Place> {
  const depths = [...new Set(nodes.map(({ depth }) => depth))].sort((a, b) => a - b);
  const columns = depths.map((depth) => nodes.filter((node) => node.depth === depth).map(({ id }) => id));
  const neighbours = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { from, to } of links) {
    neighbours.get(from)?.push(to);
    neighbours.get(to)?.push(from);
  }
  const rows = new Map<string, number>();
  const tallest = Math.max(0, ...columns.map((column) => column.length));
  const spread = (column: readonly string[]): void => {
    for (const [place, id] of column.entries()) rows.set(id, place + (tallest - column.length) / 2);
  };
  for (const column of columns) spread(column);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const column of sweep % 2 === 0 ? columns : columns.toReversed()) {
      const wanted = new Map(column.map((id) => [id, average(neighbours.get(id)!, rows) ?? rows.get(id)!]));
      column.sort((a, b) => wanted.get(a)! - wanted.get(b)!);
      spread(column);
    }
  }
  const places = new Map<string, Place>();
  for (const [column, ids] of columns.entries()) {
    for (const id of ids) places.set(id, { column, row: rows.get(id)! });
  }
  return places;
}

function average(ids: readonly string[], rows: ReadonlyMap<string, number>): number | undefined {
  const known = ids.flatMap((id) => rows.get(id) ?? []);
  return known.length === 0 ? undefined : known.reduce((sum, row) => sum + row, 0) / known.length;
}
