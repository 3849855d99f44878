import type { Tx } from '../../../../kernel/context.ts';
import { explainCall, noteOf } from '../../domain/graph/explain-call.ts';
import { isThroughPointer, resolveCall } from '../../domain/graph/resolve-call.ts';
import type { Callee } from '../../schemas.ts';
import { guardReader } from '../decode/decode-guards.ts';
import { decodeRefs } from '../decode/decode-refs.ts';
import { readOrigins } from '../graph/read-origins.ts';
import { readCandidates } from '../graph/read-symbols.ts';
import { findCalling } from './find-callees.ts';
import type { IndexRef } from './find-index.ts';

/**
 * Calls made by every definition of a name. An indirect call in C names a member, which no definition of that name need
 * be the value of, so it is given none.
 */
export async function pageCallees(
  tx: Tx,
  index: IndexRef,
  name: string,
  page: { limit: number; offset: number },
): Promise<{ callees: Callee[]; total: number }> {
  const calling = await findCalling(tx, index, name);
  const all = calling.flatMap((row) => {
    const guardAt = guardReader(row);
    return decodeRefs(row.refs, row.ref_lines, row.line).map((site) => ({ site, path: row.path, guardAt }));
  });
  const shown = all.slice(page.offset, page.offset + page.limit);
  const origins = await readOrigins(
    tx,
    index,
    shown.map(({ path }) => path),
  );
  const isPointer = ({ site, path }: (typeof shown)[number]): boolean =>
    isThroughPointer(site.type, origins.get(path)!.language);
  const wanted = shown.filter((call) => !isPointer(call)).map(({ site }) => site.name);
  const candidates = await readCandidates(tx, index, [...new Set(wanted)], [...origins.values()]);
  return {
    callees: shown.map((call): Callee => {
      const { site, path, guardAt } = call;
      const origin = origins.get(path)!;
      const guard = guardAt(site.line);
      const known = isPointer(call) ? [] : (candidates.get(site.name) ?? []);
      const { targets } = resolveCall(origin, known, site.type);
      const [target] = targets;
      const callee: Callee = {
        symbol: site.name,
        name: site.name,
        file: target?.path ?? null,
        line: target?.line ?? null,
        call_type: site.type,
        call_site: { file: path, line: site.line },
        span: { path, start: site.line, end: site.line },
        depth: 1,
        caller: name,
        resolves_to: target === undefined ? null : { file: target.path, line: target.line },
        candidates: targets.length,
      };
      if (guard !== undefined) callee.guard = guard;
      if (target !== undefined) Object.assign(callee, noteOf(explainCall(origin, target, site.type)));
      return callee;
    }),
    total: all.length,
  };
}
