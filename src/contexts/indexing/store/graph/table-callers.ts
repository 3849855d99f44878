import type { Tx } from '../../../../kernel/context.ts';
import type { GraphEdge, GraphSymbol } from '../../domain/graph/graph-types.ts';
import { groupBy } from '../../domain/graph/group-by.ts';
import { rankTable } from '../../domain/graph/rank-tables.ts';
import { decodeRefs } from '../decode/decode-refs.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { readCallers } from './read-callers.ts';
import type { CallerOf } from './read-callers.ts';
import { tablesWithHandlers } from './read-tables.ts';
import type { TableEntry } from './read-tables.ts';
import type { ExpandLimits } from '../../domain/graph/walk.ts';

interface TableCallers {
  edges: GraphEdge[];
  /** The symbols the edges come from. */
  callers: GraphSymbol[];
  fanout: boolean;
}

/** Who may call these functions through a table that sets a member to them: the likeliest calls of that member. */
export async function tableCallers(
  tx: Tx,
  index: IndexRef,
  functions: readonly GraphSymbol[],
  limits: ExpandLimits,
): Promise<TableCallers> {
  const entries = await tablesWithHandlers(
    tx,
    index,
    functions.map(({ name }) => name),
  );
  const byField = new Map(entries.map(({ field }) => [field, []]));
  const found = await readCallers(tx, index, byField, limits);
  const callersOf = groupBy(found.callers, ({ callee }) => callee);
  const answer: TableCallers = { edges: [], callers: [], fanout: found.fanout };
  for (const target of functions) {
    const tables = entries.filter((entry) => entry.handler === target.name && mayMean(entry, target));
    const edges = tables.flatMap((entry) =>
      (callersOf.get(entry.field) ?? []).flatMap((caller) => edgeOf(caller, entry, target)),
    );
    // Two tables that set the same member to the function make one edge: the likelier.
    const best = [...groupBy(edges.sort(byScore), ({ edge }) => edge.from).values()].map(([first]) => first!);
    const kept = best.sort(byScore).slice(0, limits.perPointer);
    if (kept.length < best.length) answer.fanout = true;
    answer.edges.push(...kept.map(({ edge }) => ({ ...edge, candidates: best.length })));
    answer.callers.push(...kept.map(({ caller }) => caller));
  }
  return answer;
}

interface Scored {
  edge: GraphEdge;
  caller: GraphSymbol;
  score: number;
}

const byScore = (a: Scored, b: Scored): number => b.score - a.score;

/** A static function is set only by tables of its own file. */
function mayMean(entry: TableEntry, target: GraphSymbol): boolean {
  return !target.isStatic || entry.fileId === target.fileId;
}

function edgeOf({ callee, body }: CallerOf, entry: TableEntry, target: GraphSymbol): Scored[] {
  const { symbol } = body;
  const lines = decodeRefs(body.refs, body.refLines, symbol.line)
    .filter(({ name, type }) => name === callee && type === 'indirect')
    .map(({ line }) => line);
  if (lines.length === 0) return [];
  const { score, confidence } = rankTable({ path: symbol.path, signature: body.signature }, entry);
  const edge: GraphEdge = {
    from: symbol.id,
    to: target.id,
    name: callee,
    type: 'indirect',
    evidence: {
      kind: 'operations_table',
      detail: `${entry.type} ${entry.table}.${entry.field}`,
      path: entry.path,
      line: entry.line,
    },
    confidence,
    candidates: 1,
    path: symbol.path,
    lines,
  };
  return [{ edge, caller: symbol, score }];
}
