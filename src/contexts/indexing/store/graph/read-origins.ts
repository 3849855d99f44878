import type { Tx } from '../../../../kernel/context.ts';
import type { Origin } from '../../domain/graph/resolve-call.ts';
import { unplanned } from '../partitions.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { readModules } from './read-modules.ts';
import { splitIncludes } from './read-symbols.ts';
import type { SymbolBody } from './read-symbols.ts';

/** What of bodies decides what their calls reach, by symbol. */
export async function originsOf(
  tx: Tx,
  index: IndexRef,
  bodies: readonly SymbolBody[],
): Promise<Map<number, Origin>> {
  const origins = bodies.map(({ symbol: { id, fileId, path, language }, includes }) => {
    return { id, fileId, path, language, includes };
  });
  const modules = await readModules(tx, index, origins);
  return new Map(origins.map((origin) => [origin.id, Object.assign(origin, { modules })]));
}

/** Files as places that calls stand in, by path. */
export async function readOrigins(
  tx: Tx,
  index: IndexRef,
  paths: readonly string[],
): Promise<Map<string, Origin>> {
  const rows = await tx.query<{
    file_id: number;
    path: string;
    language: string;
    includes: string | null;
  }>({
    name: 'indexing_graph_origins',
    sql: `select file_id, path, language, includes from keelson.index_file
      where tenant_id = $1 and index_id = $2 and path = any (${unplanned('$3::text[]')})`,
    parameters: [index.tenant, index.id, [...new Set(paths)]],
  });
  const origins = rows.map(({ file_id: fileId, path, language, includes }): Origin => {
    return { fileId, path, language, includes: splitIncludes(includes) };
  });
  const modules = await readModules(tx, index, origins);
  for (const origin of origins) origin.modules = modules;
  return new Map(origins.map((origin) => [origin.path, origin]));
}
