import type { Tx } from '../../../../kernel/context.ts';
import type { GraphEdge, GraphSymbol } from '../../domain/graph/graph-types.ts';
import { groupBy } from '../../domain/group-by.ts';
import { explainCall } from '../../domain/graph/explain-call.ts';
import { isThroughPointer, resolveCall } from '../../domain/graph/resolve-call.ts';
import type { Origin } from '../../domain/graph/resolve-call.ts';
import { decodeRefs } from '../decode/decode-refs.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { readCallers } from './read-callers.ts';
import type { CallerOf } from './read-callers.ts';
import { originsOf } from './read-origins.ts';
import { readCandidates } from './read-symbols.ts';
import type { SymbolBody } from './read-symbols.ts';
import { tableCallers } from './table-callers.ts';
import { noStops } from '../../domain/graph/walk.ts';
import type { Expansion, ExpandLimits } from '../../domain/graph/walk.ts';

/**
 * One step of a walk against the calls: who calls these functions by name, and by the rule of resolveCall reaches
 * them. Two round trips, however many they are; two more where calls through tables are wanted.
 */
export async function expandCallers(
  tx: Tx,
  index: IndexRef,
  frontier: readonly GraphSymbol[],
  limits: ExpandLimits,
): Promise<Expansion> {
  const byName = groupBy(frontier, ({ name }) => name);
  const found = await readCallers(tx, index, byName, limits);
  const candidates = await candidatesFor(tx, index, byName, found.callers);
  const origins = await originsOf(
    tx,
    index,
    found.callers.map(({ body }) => body),
  );
  const expansion: Expansion = {
    edges: [],
    symbols: new Map(),
    stops: noStops(),
    fanout: found.fanout,
  };
  for (const { callee, body } of found.callers) {
    const wanted = new Set(byName.get(callee)!.map(({ id }) => id));
    const origin = origins.get(body.symbol.id)!;
    const edges = edgesTo(callee, body, origin, candidates.get(callee) ?? [], wanted);
    if (edges.length === 0) expansion.stops.elsewhere += 1;
    else expansion.symbols.set(body.symbol.id, body.symbol);
    expansion.edges.push(...edges);
  }
  if (limits.indirect) {
    const indirect = await tableCallers(tx, index, frontier, limits);
    for (const caller of indirect.callers) expansion.symbols.set(caller.id, caller);
    expansion.edges.push(...indirect.edges);
    expansion.fanout ||= indirect.fanout;
  }
  return expansion;
}

/** Definitions that calls of these names are weighed against; a name without namesakes needs no look. */
async function candidatesFor(
  tx: Tx,
  index: IndexRef,
  byName: ReadonlyMap<string, GraphSymbol[]>,
  callers: readonly CallerOf[],
): Promise<Map<string, GraphSymbol[]>> {
  const known = new Map([...byName].filter(([, [symbol]]) => symbol?.hasNamesakes === false));
  const asked = callers.filter(({ callee }) => !known.has(callee));
  const names = [...new Set(asked.map(({ callee }) => callee))];
  const origins = asked.map(({ body }) => body.symbol);
  return new Map([...known, ...(await readCandidates(tx, index, names, origins))]);
}

/** Edges from one caller to those of `wanted` that its calls of the name may reach. */
function edgesTo(
  callee: string,
  body: SymbolBody,
  origin: Origin,
  candidates: readonly GraphSymbol[],
  wanted: ReadonlySet<number>,
): GraphEdge[] {
  const { symbol } = body;
  const sites = decodeRefs(body.refs, body.refLines, symbol.line).filter(
    ({ name, type }) => name === callee && !isThroughPointer(type, symbol.language),
  );
  const byForm = groupBy(sites, ({ type }) => type === 'indirect');
  return [...byForm.values()].flatMap((alike) => {
    const { type } = alike[0]!;
    const { targets, confidence } = resolveCall(origin, candidates, type);
    return targets
      .filter(({ id }) => wanted.has(id))
      .map((target) => ({
        from: symbol.id,
        to: target.id,
        name: callee,
        type,
        evidence: explainCall(origin, target, type),
        confidence,
        candidates: targets.length,
        path: symbol.path,
        lines: alike.map(({ line }) => line),
      }));
  });
}
