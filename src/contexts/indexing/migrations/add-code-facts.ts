import type { MigrationFile } from '../../../platform/db/types.ts';

/**
 * Columns for what a name does besides being called: functions used as values, conditions of the configuration, and
 * the first sentence of a comment. An index loaded before has none, until its repository is indexed again.
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
`,
};
