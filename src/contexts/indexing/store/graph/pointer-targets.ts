import type { Tx } from '../../../../kernel/context.ts';
import type { Confidence, Evidence, GraphSymbol } from '../../domain/graph/graph-types.ts';
import { groupBy } from '../../domain/group-by.ts';
import { rankTable } from '../../domain/graph/rank-tables.ts';
import type { RankedTable } from '../../domain/graph/rank-tables.ts';
import { resolveCall } from '../../domain/graph/resolve-call.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { readMemberTypes, structuresFor } from './pointer-types.ts';
import { readCandidates } from './read-symbols.ts';
import type { SymbolBody } from './read-symbols.ts';
import { tablesWithFields } from './read-tables.ts';
import type { Registration } from './read-tables.ts';
import { assignmentsTo } from './read-uses.ts';

/** A call of a member, `x->receiver->field()`. */
export interface PointerCall {
  body: SymbolBody;
  field: string;
  receiver: string | undefined;
  lines: number[];
}

/** One function that a pointer may hold, and why we think so. */
interface PointerTarget {
  symbol: GraphSymbol;
  evidence: Evidence;
  confidence: Confidence;
}

/** What a call through a pointer may reach: the likeliest first, and how many functions there are in all. */
interface PointerAnswer {
  call: PointerCall;
  targets: PointerTarget[];
  total: number;
}

/** Of more functions than this, each is unlikely by itself. */
const FEW = 8;

interface Choice {
  entry: Registration;
  rank: RankedTable;
}

/** Joins calls of members with the tables and assignments that set them: three or four round trips for all. */
export async function pointerTargets(
  tx: Tx,
  index: IndexRef,
  calls: readonly PointerCall[],
  most: number,
): Promise<PointerAnswer[]> {
  if (calls.length === 0) return [];
  const names = calls.flatMap(({ field, receiver }) => [
    field,
    ...(receiver === undefined ? [] : [receiver]),
  ]);
  const types = await readMemberTypes(tx, index, names);
  const typed = calls.map((call) => ({ call, structures: structuresFor(types, call.field, call.receiver) }));
  const fields = typed.flatMap(({ call, structures }) =>
    [...structures].map((type) => ({ type, field: call.field })),
  );
  const [tables, assigned] = await Promise.all([
    tablesWithFields(tx, index, fields),
    assignmentsTo(
      tx,
      index,
      calls.map(({ field }) => field),
    ),
  ]);
  const byField = groupBy([...tables, ...assigned], ({ field }) => field);
  const chosen = typed.map(({ call, structures }) => {
    const fitting = (byField.get(call.field) ?? []).filter(({ type }) => type === '' || structures.has(type));
    return choose(call, fitting, structures, most);
  });
  const shown = chosen.flatMap(({ choices }) => choices.map(({ entry }) => entry));
  const handlers = [...new Set(shown.map(({ handler }) => handler))];
  const candidates = await readCandidates(tx, index, handlers, shown);
  return chosen.map(({ call, choices, total }) => ({
    call,
    total,
    targets: choices.flatMap((choice) =>
      toTargets(choice, candidates.get(choice.entry.handler) ?? [], total),
    ),
  }));
}

/** The likeliest functions. One of the same name in another file is another. */
function choose(
  call: PointerCall,
  entries: readonly Registration[],
  structures: ReadonlySet<string>,
  most: number,
): { call: PointerCall; choices: Choice[]; total: number } {
  const { symbol, signature } = call.body;
  const [only] = structures.size === 1 ? structures : [];
  const use = { path: symbol.path, signature, type: only };
  const functions = groupBy(
    entries.filter(({ handler }) => handler !== 'NULL'),
    ({ handler, fileId }) => `${fileId} ${handler}`,
  );
  const ranked = [...functions.values()]
    .map(([entry]): Choice => ({ entry: entry!, rank: rankTable(use, entry!) }))
    .sort((a, b) => b.rank.score - a.rank.score);
  return { call, choices: ranked.slice(0, most), total: ranked.length };
}

function toTargets(
  { entry, rank }: Choice,
  candidates: readonly GraphSymbol[],
  total: number,
): PointerTarget[] {
  const [symbol] = resolveCall(entry, candidates).targets;
  return symbol === undefined
    ? []
    : [{ symbol, evidence: entry.evidence, confidence: total > FEW ? 'low' : rank.confidence }];
}
