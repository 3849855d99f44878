import type { MigrationFile } from '../../../platform/db/types.ts';

/** Lists of grams made before they held those of macros would hide macros: searches do without until they are built again. */
export const rebuildGrams: MigrationFile = {
  name: 'indexing_0041_rebuild_grams',
  sql: 'truncate keelson.index_gram;',
};
