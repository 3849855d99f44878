import type { Tx } from '../../../../kernel/context.ts';
import { explainCall } from '../../domain/graph/explain-call.ts';
import type { Evidence, GraphSymbol } from '../../domain/graph/graph-types.ts';
import { isCFamily, isThroughPointer, resolveCall } from '../../domain/graph/resolve-call.ts';
import type { Origin } from '../../domain/graph/resolve-call.ts';
import { languageOf } from '../../domain/languages.ts';
import type { IndexRef } from '../queries/find-index.ts';
import type { CallerSite } from '../queries/page-callers.ts';
import { readOrigins } from './read-origins.ts';
import { readCandidates } from './read-symbols.ts';

/** Which definition a call site reaches. */
export interface SiteLabel {
  to: GraphSymbol | undefined;
  candidates: number;
  evidence?: Evidence;
}

/**
 * Says for each call site of a name which of its definitions it reaches. Where one definition has the name and imports
 * say nothing, which is the rule among random functions of C, paths alone decide and nothing is read.
 */
export async function labelCallers(
  tx: Tx,
  index: IndexRef,
  definitions: readonly GraphSymbol[],
  sites: readonly CallerSite[],
): Promise<SiteLabel[]> {
  const [first] = definitions;
  if (first === undefined) return sites.map(() => ({ to: undefined, candidates: 0 }));
  if (!first.hasNamesakes && isCFamily(first.language))
    return sites.map((site) => label(site, originByPath(site.path, first), [first]));
  const origins = await readOrigins(
    tx,
    index,
    sites.map(({ path }) => path),
  );
  const candidates = first.hasNamesakes
    ? await readCandidates(tx, index, [first.name], [...origins.values()])
    : new Map([[first.name, [first]]]);
  return sites.map((site) => label(site, origins.get(site.path), candidates.get(first.name) ?? []));
}

function label(
  { site }: CallerSite,
  origin: Origin | undefined,
  candidates: readonly GraphSymbol[],
): SiteLabel {
  if (origin === undefined || isThroughPointer(site.type, origin.language)) {
    return { to: undefined, candidates: 0 };
  }
  const { targets } = resolveCall(origin, candidates, site.type);
  const [to] = targets;
  return { to, candidates: targets.length, evidence: explainCall(origin, to, site.type) };
}

/** A file as its path tells of it; what it includes does not matter where there is nothing to choose. */
function originByPath(path: string, definition: GraphSymbol): Origin {
  const fileId = path === definition.path ? definition.fileId : -1;
  return { fileId, path, language: languageOf(path) ?? '', includes: [] };
}
