import type { Tx } from '../../../../kernel/context.ts';
import type { Callee } from '../../schemas.ts';
import { decodeRefs } from '../decode/decode-refs.ts';
import { findCalling, findTargets } from './find-callees.ts';
import type { IndexRef } from './find-index.ts';

/**
 * Calls made by every definition of a name. An indirect call names a member, which no definition of that name need
 * be the value of, so it is given none.
 */
export async function pageCallees(
  tx: Tx,
  index: IndexRef,
  name: string,
  page: { limit: number; offset: number },
): Promise<{ callees: Callee[]; total: number }> {
  const calling = await findCalling(tx, index, name);
  const all = calling.flatMap((row) =>
    decodeRefs(row.refs, row.ref_lines, row.line).map((site) => ({
      site,
      path: row.path,
      file_id: row.file_id,
    })),
  );
  const shown = all.slice(page.offset, page.offset + page.limit);
  const wanted = new Map(
    shown
      .filter(({ site }) => site.type !== 'indirect')
      .map(({ site, file_id }) => [keyOf(site.name, file_id), { name: site.name, file_id }]),
  );
  const targets = await findTargets(tx, index, [...wanted.values()]);
  const byKey = new Map(targets.map((target) => [keyOf(target.name, target.file_id), target]));
  return {
    callees: shown.map(({ site, path, file_id }) => {
      const target = site.type === 'indirect' ? undefined : byKey.get(keyOf(site.name, file_id));
      return {
        name: site.name,
        file: target?.path ?? null,
        line: target?.line ?? null,
        call_type: site.type,
        call_site: { file: path, line: site.line },
      };
    }),
    total: all.length,
  };
}

function keyOf(name: string, fileId: number): string {
  return `${fileId}:${name}`;
}
