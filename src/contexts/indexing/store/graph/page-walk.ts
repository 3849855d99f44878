import { AppError } from '../../../../kernel/errors.ts';
import type { Tx } from '../../../../kernel/context.ts';
import type { GraphSymbol } from '../../domain/graph/graph-types.ts';
import { listSites } from '../../domain/graph/list-sites.ts';
import type { WalkSite } from '../../domain/graph/list-sites.ts';
import { explainCall } from '../../domain/graph/explain-call.ts';
import { resolveCall } from '../../domain/graph/resolve-call.ts';
import { architectureOfConfig } from '../../domain/graph/source-folders.ts';
import type { Walk } from '../../domain/graph/walk.ts';
import { toplevelSitesOf } from '../decode/decode-refs.ts';
import { findFileCallers } from '../queries/find-file-callers.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { attachGuards } from './attach-guards.ts';
import { readOrigins } from './read-origins.ts';
import { readCandidates } from './read-symbols.ts';
import { walkGraph, WALK_BOUNDS } from './walk-graph.ts';

/** Callers of one definition are sifted out of those of its name, so more are read than of a whole name. */
const ONE_STEP = { ...WALK_BOUNDS, perName: 2000, rows: 2000, perLevel: 2000, nodes: 2100 };

/** The call sites within some steps of definitions. */
export interface WalkSites {
  sites: WalkSite[];
  walk: Walk;
  truncated: boolean;
}

/** Walks calls by name and lists their sites, calls outside any symbol last. */
export async function walkSites(
  tx: Tx,
  index: IndexRef,
  roots: readonly GraphSymbol[],
  direction: 'callers' | 'callees',
  { depth, config }: { depth: number; config: string | undefined },
): Promise<WalkSites> {
  const bounds = depth === 1 ? ONE_STEP : WALK_BOUNDS;
  const architecture = config === undefined ? undefined : architectureOfConfig(config);
  const options = { ...bounds, direction, depth, architecture, indirect: false };
  const walk = await walkGraph(tx, index, roots, options);
  const sites = listSites(walk, direction);
  if (direction === 'callers') sites.push(...(await fileSites(tx, index, roots)));
  await attachGuards(tx, index, walk.edges);
  return { sites, walk, truncated: walk.cut.nodes || walk.cut.fanout };
}

/** Calls of the roots that stand outside any symbol. */
async function fileSites(tx: Tx, index: IndexRef, roots: readonly GraphSymbol[]): Promise<WalkSite[]> {
  const name = roots[0]?.name;
  if (name === undefined) return [];
  const files = await findFileCallers(tx, index, name);
  if (files.length === 0) return [];
  const origins = await readOrigins(
    tx,
    index,
    files.map(({ path }) => path),
  );
  const candidates = (await readCandidates(tx, index, [name], [...origins.values()])).get(name) ?? [];
  const ids = new Set(roots.map(({ id }) => id));
  return files.flatMap(({ path, toplevel, toplevel_lines }) => {
    const origin = origins.get(path)!;
    return toplevelSitesOf(name, toplevel, toplevel_lines).flatMap(({ line, type }) => {
      const { targets, confidence } = resolveCall(origin, candidates, type);
      const to = targets.find(({ id }) => ids.has(id));
      if (to === undefined) return [];
      const evidence = explainCall(origin, to, type);
      const common = { name, type, evidence, confidence, candidates: targets.length, path };
      return [
        { from: undefined, to, line, depth: 1, edge: { from: -1, to: to.id, ...common, lines: [line] } },
      ];
    });
  });
}

/**
 * Where a page of a walk starts.
 *
 * @throws AppError `invalid_cursor`
 */
export function walkOffset(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const [, offset] = /^w(\d{1,9})$/.exec(cursor) ?? [];
  if (offset !== undefined) return Number(offset);
  throw new AppError(
    'invalid',
    'invalid_cursor',
    'The cursor is not one that an answer to this question gave; leave it out to start at the first page',
  );
}

/** Cursor of the page that follows, null after the last. */
export function nextWalkPage(offset: number, limit: number, total: number): string | null {
  return offset + limit < total ? `w${offset + limit}` : null;
}
