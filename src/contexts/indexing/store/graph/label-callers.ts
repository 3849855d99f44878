import type { Tx } from '../../../../kernel/context.ts';
import type { GraphSymbol } from '../../domain/graph/graph-types.ts';
import { resolveCall } from '../../domain/graph/resolve-call.ts';
import type { IndexRef } from '../queries/find-index.ts';
import type { CallerSite } from '../queries/page-callers.ts';
import { readCandidates, readOrigins } from './read-symbols.ts';

/** Which definition a call site reaches. */
export interface SiteLabel {
  to: GraphSymbol | undefined;
  candidates: number;
}

/** Says for each call site of a name which of its definitions it reaches. */
export async function labelCallers(
  tx: Tx,
  index: IndexRef,
  name: string,
  sites: readonly CallerSite[],
): Promise<SiteLabel[]> {
  const origins = await readOrigins(
    tx,
    index,
    sites.map(({ path }) => path),
  );
  const candidates = (await readCandidates(tx, index, [name], [...origins.values()])).get(name) ?? [];
  return sites.map(({ path, site }) => {
    const origin = origins.get(path);
    if (origin === undefined || (site.type === 'indirect' && origin.language === 'c')) {
      return { to: undefined, candidates: 0 };
    }
    const { targets } = resolveCall(origin, candidates);
    return { to: targets[0], candidates: targets.length };
  });
}
