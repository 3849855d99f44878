import type { MigrationFile } from '../../../platform/db/types.ts';

/**
 * Columns for functions used as values, conditions of the configuration, and what a comment says of a symbol. An index
 * loaded before has none of it until its repository is indexed again; nor does it find macros, whose hits have a
 * shorter form now.
 */
export const addCodeFacts: MigrationFile = {
  name: 'indexing_0002_add_code_facts',
  sql: `
alter table keelson.index_file
  add column uses text collate "C",
  add column use_lines bytea,
  add column guards text collate "C",
  add column guard_lines bytea;
alter table keelson.index_file
  alter uses set storage external,
  alter use_lines set storage external,
  alter guards set storage external,
  alter guard_lines set storage external;
alter table keelson.index_symbol
  add column uses text collate "C",
  add column use_lines bytea,
  add column doc text collate "C";
alter table keelson.index_symbol
  alter uses set storage external,
  alter use_lines set storage external,
  alter doc set storage external;
truncate keelson.index_macro;
`,
};
