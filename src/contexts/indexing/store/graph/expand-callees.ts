import type { Tx } from '../../../../kernel/context.ts';
import type { GraphEdge, GraphSymbol } from '../../domain/graph/graph-types.ts';
import { groupBy } from '../../domain/group-by.ts';
import { explainCall } from '../../domain/graph/explain-call.ts';
import { isThroughPointer, resolveCall } from '../../domain/graph/resolve-call.ts';
import type { Origin } from '../../domain/graph/resolve-call.ts';
import { decodeRefs } from '../decode/decode-refs.ts';
import type { CallSite } from '../decode/decode-refs.ts';
import { MEMBER_KINDS } from '../decode/symbol-kinds.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { callbackEdges } from './callback-edges.ts';
import { pointerTargets } from './pointer-targets.ts';
import type { PointerCall } from './pointer-targets.ts';
import { originsOf } from './read-origins.ts';
import { readBodies, readCandidates } from './read-symbols.ts';
import type { SymbolBody } from './read-symbols.ts';
import { noStops } from '../../domain/graph/walk.ts';
import type { Expansion, ExpandLimits } from '../../domain/graph/walk.ts';

/** The calls of one callee in one body. */
interface Group {
  body: SymbolBody;
  first: CallSite;
  sites: CallSite[];
}

/** One step of a walk along the calls: what these functions call. Two round trips, eight with pointers. */
export async function expandCallees(
  tx: Tx,
  index: IndexRef,
  frontier: readonly GraphSymbol[],
  limits: ExpandLimits,
): Promise<Expansion> {
  const bodies = await readBodies(
    tx,
    index,
    frontier.map(({ id }) => id),
  );
  const groups = bodies.flatMap(groupSites);
  const isPointer = ({ first, body }: Group) => isThroughPointer(first.type, body.symbol.language);
  const named = groups.filter((group) => !isPointer(group));
  const names = [...new Set(named.map(({ first }) => first.name))];
  const candidates = await readCandidates(
    tx,
    index,
    names,
    bodies.map(({ symbol }) => symbol),
  );
  const expansion: Expansion = { edges: [], symbols: new Map(), stops: noStops(), fanout: false };
  const origins = await originsOf(tx, index, bodies);
  for (const group of named) {
    const origin = origins.get(group.body.symbol.id)!;
    addNamed(expansion, group, origin, candidates.get(group.first.name) ?? [], limits);
  }
  const pointers = groups.filter(isPointer).map(({ body, first, sites }): PointerCall => ({
    body,
    field: first.name,
    receiver: first.receiver,
    lines: sites.map(({ line }) => line),
  }));
  await addPointers(tx, index, expansion, pointers, limits);
  if (limits.indirect) {
    const handed = await callbackEdges(tx, index, frontier, limits);
    for (const target of handed.targets) expansion.symbols.set(target.id, target);
    expansion.edges.push(...handed.edges);
  }
  return expansion;
}

function groupSites(body: SymbolBody): Group[] {
  const { symbol } = body;
  if (MEMBER_KINDS.includes(symbol.kind) && body.refs !== null && symbol.language === 'c') return [];
  const sites = decodeRefs(body.refs, body.refLines, symbol.line);
  return [...groupBy(sites, ({ name, type, receiver = '' }) => `${type} ${receiver} ${name}`).values()].map(
    (sites) => ({
      body,
      first: sites[0]!,
      sites,
    }),
  );
}

function addNamed(
  expansion: Expansion,
  { body, first, sites }: Group,
  origin: Origin,
  candidates: readonly GraphSymbol[],
  limits: ExpandLimits,
): void {
  const { symbol } = body;
  const isMethod = first.type === 'indirect';
  const resolved = resolveCall(origin, candidates, first.type);
  const targets = resolved.targets.slice(0, isMethod ? limits.perPointer : limits.perName);
  if (targets.length < resolved.targets.length) expansion.fanout = true;
  const edge = (to: GraphSymbol | undefined): GraphEdge => ({
    from: symbol.id,
    to: to?.id,
    name: first.name,
    type: first.type,
    evidence: explainCall(origin, to, first.type),
    confidence: resolved.confidence,
    candidates: resolved.targets.length,
    path: symbol.path,
    lines: sites.map(({ line }) => line),
  });
  for (const target of targets) {
    expansion.symbols.set(target.id, target);
    expansion.edges.push(edge(target));
  }
  if (targets.length > 0) return;
  expansion.edges.push(edge(undefined));
  expansion.stops.undefined += sites.length;
}

async function addPointers(
  tx: Tx,
  index: IndexRef,
  expansion: Expansion,
  calls: readonly PointerCall[],
  limits: ExpandLimits,
): Promise<void> {
  const answers = limits.indirect
    ? await pointerTargets(tx, index, calls, limits.perPointer)
    : calls.map((call) => ({ call, targets: [], total: 0 }));
  for (const { call, targets, total } of answers) {
    const { symbol } = call.body;
    const common = {
      from: symbol.id,
      name: call.field,
      type: 'indirect' as const,
      candidates: total,
      path: symbol.path,
      lines: call.lines,
    };
    for (const { symbol: to, evidence, confidence } of targets) {
      expansion.symbols.set(to.id, to);
      expansion.edges.push({ ...common, to: to.id, evidence, confidence });
    }
    if (targets.length < total) expansion.fanout = true;
    if (targets.length > 0) continue;
    expansion.stops.pointers += call.lines.length;
    expansion.edges.push({
      ...common,
      to: undefined,
      evidence: { kind: 'operations_table', detail: '' },
      confidence: 'low',
    });
  }
}
