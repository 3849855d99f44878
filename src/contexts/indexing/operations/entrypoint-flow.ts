import { operation } from '../../../kernel/operation.ts';
import type { Tx } from '../../../kernel/context.ts';
import { describeEnds } from '../domain/graph/describe-graph.ts';
import type { GraphSymbol } from '../domain/graph/graph-types.ts';
import { listSteps } from '../domain/graph/list-steps.ts';
import { architectureOfConfig } from '../domain/graph/source-folders.ts';
import { parseEntry } from '../domain/graph/parse-entry.ts';
import { FlowAnswer, FlowInput } from '../schemas-graph.ts';
import type { FlowStep } from '../schemas-graph.ts';
import { attachGuards } from '../store/graph/attach-guards.ts';
import { findSystemCalls } from '../store/graph/read-entrypoints.ts';
import type { EntrypointRow } from '../store/graph/read-entrypoints.ts';
import { findCallable } from '../store/graph/read-symbols.ts';
import { walkGraph, WALK_BOUNDS } from '../store/graph/walk-graph.ts';
import { findIndex } from '../store/queries/find-index.ts';
import type { IndexRef } from '../store/queries/find-index.ts';
import { nearNames } from '../store/queries/near-names.ts';
import { renderFlow } from './render-graph.ts';

export const entrypointFlow = operation({
  name: 'indexing.entrypoint_flow',
  summary: 'Follow a system call or function downward, through tables of functions too',
  description:
    'Understands __NR_read, read, sys_read and ksys_read. A call through a pointer is joined with the tables that set it: the likeliest functions are followed, each labelled with its table and with how many there are.',
  access: 'indexing:read',
  effect: 'read',
  input: FlowInput,
  output: FlowAnswer,
  errors: ['no_index'],
  http: { method: 'GET', path: '/api/v1/entrypoints/{entry}/flow' },
  mcp: { tool: 'entrypoint_flow', toolset: 'graph' },
  cli: {
    command: 'query flow <entry>',
    examples: ['keelson query flow __NR_read', 'keelson query flow read --depth 6 --per-pointer 10'],
    render: renderFlow,
  },
  async run({ tx, tenant }, { entry, depth, max_steps, per_pointer, config, include_macros, repository }) {
    const index = await findIndex(tx, tenant, repository);
    const { entrypoints, roots } = await findEntry(tx, index, entry);
    const walk = await walkGraph(tx, index, roots, {
      ...WALK_BOUNDS,
      perPointer: per_pointer,
      perLevel: 150,
      nodes: 600,
      direction: 'callees',
      depth,
      architecture: config === undefined ? undefined : architectureOfConfig(config),
      indirect: true,
    });
    await attachGuards(tx, index, walk.edges);
    const steps = [
      ...entrypoints.map((point) => entryStep(entry, point)),
      ...listSteps(
        walk,
        roots.map(({ id }) => id),
        include_macros,
      ),
    ];
    const hint = roots.length > 0 ? {} : { did_you_mean: await nearNames(tx, index, entry) };
    return {
      value: {
        entry,
        entrypoints,
        steps: steps.slice(0, max_steps),
        total: steps.length,
        ends: describeEnds(walk.cut, walk.stops),
        ...hint,
        repository: index.repository,
        index: index.freshness,
      },
    };
  },
});

/** What the entry means: system calls of that name, else functions. */
async function findEntry(
  tx: Tx,
  index: IndexRef,
  entry: string,
): Promise<{ entrypoints: EntrypointRow[]; roots: GraphSymbol[] }> {
  const { calls, functions } = parseEntry(entry);
  const entrypoints = calls.length === 0 ? [] : await findSystemCalls(tx, index, calls);
  const roots: GraphSymbol[] = [];
  for (const { symbol, file } of entrypoints) {
    const found = await findCallable(tx, index, symbol ?? '', file, 5);
    roots.push(...found.symbols.filter(({ id }) => roots.every((root) => root.id !== id)));
  }
  if (roots.length > 0) return { entrypoints, roots };
  for (const name of functions) {
    const { symbols } = await findCallable(tx, index, name, undefined, 20);
    if (symbols.length > 0) return { entrypoints: [], roots: symbols };
  }
  return { entrypoints: [], roots: [] };
}

function entryStep(entry: string, { symbol, file, line }: EntrypointRow): FlowStep {
  return {
    edge: 'syscall',
    from: entry,
    to: symbol ?? entry,
    span: { path: file, start: line, end: line },
    depth: 0,
    file,
    line,
    confidence: 'high',
    candidates: 1,
    evidence: { kind: 'system_call', file, line },
  };
}
