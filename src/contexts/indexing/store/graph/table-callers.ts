import type { Tx } from '../../../../kernel/context.ts';
import type { GraphEdge, GraphSymbol } from '../../domain/graph/graph-types.ts';
import { groupBy } from '../../domain/group-by.ts';
import { rankTable } from '../../domain/graph/rank-tables.ts';
import type { ExpandLimits } from '../../domain/graph/walk.ts';
import { decodeRefs } from '../decode/decode-refs.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { handedEdge } from './callback-edges.ts';
import { readMemberTypes, structuresFor } from './pointer-types.ts';
import type { MemberTypes } from './pointer-types.ts';
import { readCallers } from './read-callers.ts';
import type { CallerOf } from './read-callers.ts';
import { tablesWithHandlers } from './read-tables.ts';
import type { Registration } from './read-tables.ts';
import { toAssignment, usersOf } from './read-uses.ts';
import type { UseIn } from './read-uses.ts';

interface TableCallers {
  edges: GraphEdge[];
  /** The symbols the edges come from. */
  callers: GraphSymbol[];
  fanout: boolean;
}

interface Scored {
  edge: GraphEdge;
  caller: GraphSymbol;
  score: number;
}

const byScore = (a: Scored, b: Scored): number => b.score - a.score;

/**
 * Who may call these functions through a pointer that a table or an assignment sets to them, the likeliest calls of
 * that member first; and who hands them to somebody else.
 */
export async function tableCallers(
  tx: Tx,
  index: IndexRef,
  functions: readonly GraphSymbol[],
  limits: ExpandLimits,
): Promise<TableCallers> {
  const names = [...new Set(functions.map(({ name }) => name))];
  const [tables, uses] = await Promise.all([tablesWithHandlers(tx, index, names), usersOf(tx, index, names)]);
  const entries = [...tables, ...uses.flatMap((use) => toAssignment(use) ?? [])];
  const found = await readCallers(tx, index, new Map(entries.map(({ field }) => [field, []])), limits);
  const sites = found.callers.flatMap((caller) => memberCalls(caller));
  const receivers = sites.flatMap(({ receiver }) => receiver ?? []);
  const types = await readMemberTypes(tx, index, [...entries.map(({ field }) => field), ...receivers]);
  const sitesOf = groupBy(sites, ({ field }) => field);
  const answer: TableCallers = { edges: [], callers: [], fanout: found.fanout };
  for (const target of functions) {
    const edges = entries
      .filter((entry) => entry.handler === target.name && mayMean(entry, target))
      .flatMap((entry) =>
        (sitesOf.get(entry.field) ?? []).flatMap((site) => edgeOf(site, entry, target, types)),
      );
    keep(answer, [...edges, ...handedBy(uses, target)], limits.perPointer);
  }
  return answer;
}

/** Adds the likeliest edges, one a caller: two tables that set the same member to the function make one. */
function keep(answer: TableCallers, edges: Scored[], most: number): void {
  const best = [...groupBy(edges.sort(byScore), ({ edge }) => edge.from).values()].map(([first]) => first!);
  const kept = best.sort(byScore).slice(0, most);
  if (kept.length < best.length) answer.fanout = true;
  for (const { edge, caller } of kept) {
    edge.candidates = best.length;
    answer.edges.push(edge);
    answer.callers.push(caller);
  }
}

/** A function that is local to its file is set only by tables and assignments there. */
function mayMean(entry: { fileId: number }, target: GraphSymbol): boolean {
  return !target.isFileLocal || entry.fileId === target.fileId;
}

function handedBy(uses: readonly UseIn[], target: GraphSymbol): Scored[] {
  return uses
    .filter(
      ({ use, symbol }) => use.type === 'callback' && use.name === target.name && mayMean(symbol, target),
    )
    .map((found) => ({ edge: handedEdge(found, target), caller: found.symbol, score: 50 }));
}

/** Calls of one member through one receiver, in one body. */
interface MemberCalls {
  caller: CallerOf;
  field: string;
  receiver: string | undefined;
  lines: number[];
}

function memberCalls(caller: CallerOf): MemberCalls[] {
  const { body, callee } = caller;
  const sites = decodeRefs(body.refs, body.refLines, body.symbol.line).filter(
    ({ name, type }) => name === callee && type === 'indirect',
  );
  return [...groupBy(sites, ({ receiver }) => receiver)].map(([receiver, found]) => ({
    caller,
    field: callee,
    receiver,
    lines: found.map(({ line }) => line),
  }));
}

function edgeOf(site: MemberCalls, entry: Registration, target: GraphSymbol, types: MemberTypes): Scored[] {
  const { symbol, signature } = site.caller.body;
  const structures = structuresFor(types, site.field, site.receiver);
  if (entry.type !== '' && structures.size > 0 && !structures.has(entry.type)) return [];
  const [only] = structures.size === 1 ? structures : [];
  const { score, confidence } = rankTable({ path: symbol.path, signature, type: only }, entry);
  const edge: GraphEdge = {
    from: symbol.id,
    to: target.id,
    name: site.field,
    type: 'indirect',
    evidence: entry.evidence,
    confidence,
    candidates: 1,
    path: symbol.path,
    lines: site.lines,
  };
  return [{ edge, caller: symbol, score }];
}
