import type { Tx } from '../../../../kernel/context.ts';
import type { GraphEdge, GraphSymbol } from '../../domain/graph/graph-types.ts';
import { resolveCall } from '../../domain/graph/resolve-call.ts';
import type { ExpandLimits } from '../../domain/graph/walk.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { readCandidates } from './read-symbols.ts';
import { readUses } from './read-uses.ts';
import type { UseIn } from './read-uses.ts';

/** The edge from who hands a function on to the function: it will be called, by whom is not known. */
export function handedEdge({ symbol, use }: UseIn, to: GraphSymbol): GraphEdge {
  return {
    from: symbol.id,
    to: to.id,
    name: use.name,
    type: 'indirect',
    evidence: {
      kind: 'callback',
      detail: use.via === undefined ? 'handed on' : `handed to ${use.via}`,
      path: symbol.path,
      line: use.line,
    },
    confidence: 'medium',
    candidates: 1,
    path: symbol.path,
    lines: [use.line],
  };
}

/** Functions that these symbols hand to others to be called: two round trips. */
export async function callbackEdges(
  tx: Tx,
  index: IndexRef,
  symbols: readonly GraphSymbol[],
  limits: ExpandLimits,
): Promise<{ edges: GraphEdge[]; targets: GraphSymbol[] }> {
  const uses = (
    await readUses(
      tx,
      index,
      symbols.map(({ id }) => id),
    )
  )
    .filter(({ use }) => use.type === 'callback')
    .slice(0, limits.rows);
  const names = [...new Set(uses.map(({ use }) => use.name))];
  const candidates = await readCandidates(
    tx,
    index,
    names,
    uses.map(({ symbol }) => symbol),
  );
  const edges: GraphEdge[] = [];
  const targets: GraphSymbol[] = [];
  for (const found of uses) {
    const origin = { ...found.symbol, includes: found.includes };
    const [target] = resolveCall(origin, candidates.get(found.use.name) ?? []).targets;
    if (target === undefined) continue;
    edges.push(handedEdge(found, target));
    targets.push(target);
  }
  return { edges, targets };
}
