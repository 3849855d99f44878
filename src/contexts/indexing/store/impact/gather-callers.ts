import type { Tx } from '../../../../kernel/context.ts';
import type { GraphEdge, GraphSymbol } from '../../domain/graph/graph-types.ts';
import { groupBy } from '../../domain/group-by.ts';
import { shareOut } from '../../domain/share-out.ts';
import { countCallers } from '../graph/read-callers.ts';
import { CALLABLE_KINDS } from '../graph/read-symbols.ts';
import { startWalk, stepWalk, WALK_BOUNDS } from '../graph/walk-graph.ts';
import type { IndexRef } from '../queries/find-index.ts';

/** A symbol that is reached from what changes. */
export interface Caller {
  symbol: GraphSymbol;
  depth: number;
  /** What it calls. */
  callee: string;
  /** Line of its first call. */
  site: number;
}

export interface Callers {
  callers: Caller[];
  /** Symbols that call each changed symbol, by name. */
  counts: ReadonlyMap<string, number>;
  cut: string[];
}

/** Callers that one level reads at most, and those of one name, however many there are. */
const MOST_A_LEVEL = 2_000;
const MOST_A_NAME = 500;
/** Callers that are followed from one level to the next. */
const MOST_FOLLOWED = 200;
/** Hubs that are named one by one in what was cut. */
const MOST_NOTES = 5;

/**
 * Callers of what changes, level by level, nearest first: a walk against the calls. What a level may read is shared
 * out among its names, and what a name has no callers for goes to the others.
 */
export async function gatherCallers(
  tx: Tx,
  index: IndexRef,
  changed: readonly GraphSymbol[],
  depth: number,
): Promise<Callers> {
  const walk = startWalk(changed);
  const cut: string[] = [];
  let counts: ReadonlyMap<string, number> = new Map();
  let reached = changed.filter(isCallable);
  for (let level = 1; level <= depth && reached.length > 0; level += 1) {
    const followed = level === 1 ? reached : reached.slice(0, MOST_FOLLOWED);
    const byName = groupBy(followed, ({ name }) => name);
    const totals = await countCallers(tx, index, byName);
    if (level === 1) counts = totals;
    const most = Math.min(MOST_A_NAME, shareOut(MOST_A_LEVEL, [...totals.values()]));
    const fresh = await stepWalk(tx, index, walk, followed, level, {
      ...WALK_BOUNDS,
      perName: most,
      rows: MOST_A_LEVEL,
      perLevel: MOST_A_LEVEL,
      nodes: walk.nodes.size + MOST_A_LEVEL,
      direction: 'callers',
      indirect: false,
    });
    cut.push(...notesOfHubs(totals, most));
    if (followed.length < reached.length)
      cut.push(
        `Of ${reached.length} callers at depth ${level - 1}, ${followed.length} were followed further`,
      );
    reached = fresh.filter(isCallable);
  }
  const first = new Map<number, GraphEdge>();
  for (const edge of walk.edges) if (!first.has(edge.from)) first.set(edge.from, edge);
  const callers = [...walk.nodes.values()].flatMap(({ symbol, depth }): Caller[] => {
    const edge = depth === 0 ? undefined : first.get(symbol.id);
    return edge === undefined ? [] : [{ symbol, depth, callee: edge.name, site: edge.lines[0]! }];
  });
  return { callers, counts, cut };
}

function isCallable({ kind }: GraphSymbol): boolean {
  return CALLABLE_KINDS.includes(kind);
}

function notesOfHubs(totals: ReadonlyMap<string, number>, most: number): string[] {
  const hubs = [...totals].filter(([, callers]) => callers > most);
  const notes = hubs
    .slice(0, MOST_NOTES)
    .map(([name, callers]) => `Of ${callers} callers of ${name}, ${most} were looked at`);
  if (hubs.length > MOST_NOTES) {
    notes.push(`Of ${hubs.length - MOST_NOTES} more symbols with many callers, ${most} each were looked at`);
  }
  return notes;
}
