import type { Client } from 'pg';
import { SCHEMA } from './roles.ts';
import type { MigrationFile } from './types.ts';

/**
 * Gives applied migrations the names they have now, where a database knows them by a former one. One statement, so
 * that both tables agree; starters that come at once find nothing left to rename.
 *
 * @param applied Applied migrations and their checksums.
 * @returns The same under the new names.
 */
export async function renameApplied(
  client: Client,
  files: readonly MigrationFile[],
  applied: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const renames = new Map<string, string>();
  for (const { name, formerly } of files) {
    if (formerly !== undefined && applied.has(formerly)) renames.set(formerly, name);
  }
  if (renames.size === 0) return new Map(applied);
  await client.query(
    `with renamed (was, name) as (select * from unnest($1::text[], $2::text[])), known as (
       update ${SCHEMA}.kysely_migration m set name = renamed.name from renamed where m.name = renamed.was)
     update ${SCHEMA}.migration_checksum m set name = renamed.name from renamed where m.name = renamed.was`,
    [[...renames.keys()], [...renames.values()]],
  );
  return new Map([...applied].map(([name, sha256]) => [renames.get(name) ?? name, sha256]));
}
