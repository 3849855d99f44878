import type { Tx } from '../../../../kernel/context.ts';
import type { Confidence, Evidence, GraphSymbol } from '../../domain/graph/graph-types.ts';
import { groupBy } from '../../domain/graph/group-by.ts';
import { rankTable } from '../../domain/graph/rank-tables.ts';
import type { RankedTable } from '../../domain/graph/rank-tables.ts';
import { resolveCall } from '../../domain/graph/resolve-call.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { readCandidates } from './read-symbols.ts';
import type { SymbolBody } from './read-symbols.ts';
import { tablesWithFields } from './read-tables.ts';
import type { TableEntry } from './read-tables.ts';

/** A call of a member, `x->field()`. */
export interface PointerCall {
  body: SymbolBody;
  field: string;
  lines: number[];
}

/** One function that a pointer may hold, and why we think so. */
export interface PointerTarget {
  symbol: GraphSymbol;
  evidence: Evidence;
  confidence: Confidence;
}

/** What a call through a pointer may reach: the likeliest first, and how many functions there are in all. */
export interface PointerAnswer {
  call: PointerCall;
  targets: PointerTarget[];
  total: number;
}

interface Choice {
  entry: TableEntry;
  rank: RankedTable;
}

/** Joins calls of members with the tables that set them. */
export async function pointerTargets(
  tx: Tx,
  index: IndexRef,
  calls: readonly PointerCall[],
  most: number,
): Promise<PointerAnswer[]> {
  const entries = await tablesWithFields(
    tx,
    index,
    calls.map(({ field }) => field),
  );
  const byField = groupBy(entries, ({ field }) => field);
  const chosen = calls.map((call) => ({ call, ...choose(call, byField.get(call.field) ?? [], most) }));
  const shown = chosen.flatMap(({ choices }) => choices.map(({ entry }) => entry));
  const candidates = await readCandidates(
    tx,
    index,
    [...new Set(shown.map(({ handler }) => handler))],
    shown,
  );
  return chosen.map(({ call, choices, total }) => ({
    call,
    total,
    targets: choices.flatMap((choice) => toTargets(choice, candidates.get(choice.entry.handler) ?? [])),
  }));
}

/** The likeliest members, one a function: a function of the same name in another file is another. */
function choose(
  call: PointerCall,
  entries: readonly TableEntry[],
  most: number,
): { choices: Choice[]; total: number } {
  const use = { path: call.body.symbol.path, signature: call.body.signature };
  const functions = groupBy(
    entries.filter(({ handler }) => handler !== 'NULL'),
    ({ handler, fileId }) => `${fileId} ${handler}`,
  );
  const ranked = [...functions.values()]
    .map(([entry]): Choice => ({ entry: entry!, rank: rankTable(use, entry!) }))
    .sort((a, b) => b.rank.score - a.rank.score);
  return { choices: ranked.slice(0, most), total: ranked.length };
}

function toTargets({ entry, rank }: Choice, candidates: readonly GraphSymbol[]): PointerTarget[] {
  const [symbol] = resolveCall(entry, candidates).targets;
  if (symbol === undefined) return [];
  const evidence: Evidence = {
    kind: 'operations_table',
    detail: `${entry.type} ${entry.table}.${entry.field}`,
    path: entry.path,
    line: entry.line,
  };
  return [{ symbol, evidence, confidence: rank.confidence }];
}
