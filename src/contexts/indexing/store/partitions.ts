/**
 * The partitioned tables of an index: one LIST partition per index, named `<table>_<index id>`. Parents are made by
 * the migrations; a partition is made like its parent, so this file holds only what LIKE does not carry over.
 */
export interface PartitionedTable {
  /** Parent, in schema keelson. */
  name: string;
  /** Columns after tenant_id and index_id, in the order COPY sends them. */
  columns: readonly string[];
  /** Columns ANALYZE skips: it spent 2.8 s on the wide ones of a kernel, and no plan needs them. */
  wide: readonly string[];
  /** Built after the load: building them before made the load of a kernel twice as long. */
  indexes: readonly PartitionIndex[];
}

export interface PartitionIndex {
  /** The index is named `<table>_<index id>_<suffix>`. */
  suffix: string;
  columns: string;
  unique?: boolean;
  /** Access method; a B-tree when not given. */
  method?: 'brin';
  /** Storage parameters. */
  storage?: string;
}

/** Tables whose rows come from scanners, by the name a batch of rows gives them. */
export const ROW_TABLES = {
  file: {
    name: 'index_file',
    columns: [
      'chunk',
      'file_id',
      'path',
      'language',
      'bytes',
      'lines',
      'includes',
      'include_lines',
      'operations',
      'toplevel',
      'toplevel_lines',
      'macros',
      'macro_lines',
      'uses',
      'use_lines',
      'guards',
      'guard_lines',
    ],
    wide: [
      'includes',
      'include_lines',
      'operations',
      'toplevel',
      'toplevel_lines',
      'macros',
      'macro_lines',
      'uses',
      'use_lines',
      'guards',
      'guard_lines',
    ],
    indexes: [
      { suffix: 'id', columns: 'file_id', unique: true },
      { suffix: 'path', columns: 'path' },
    ],
  },
  symbol: {
    name: 'index_symbol',
    columns: [
      'symbol_id',
      'file_id',
      'name',
      'kind',
      'flags',
      'line',
      'end_line',
      'parent_id',
      'signature',
      'refs',
      'ref_lines',
      'uses',
      'use_lines',
      'doc',
    ],
    wide: ['signature', 'refs', 'ref_lines', 'uses', 'use_lines', 'doc'],
    indexes: [
      { suffix: 'name', columns: 'name' },
      { suffix: 'id', columns: 'symbol_id', unique: true },
    ],
  },
  posting: {
    name: 'index_posting',
    columns: ['first_id', 'repeats', 'chunk', 'kind', 'key', 'other_ids'],
    wide: ['other_ids'],
    indexes: [
      { suffix: 'key', columns: 'key, kind' },
      // A chunk's rows lie together; 16 pages a range keep the few that replacing a file has to look at few.
      { suffix: 'chunk', columns: 'chunk', method: 'brin', storage: 'pages_per_range = 16' },
    ],
  },
  macro: {
    name: 'index_macro',
    columns: ['bucket', 'chunk', 'hits'],
    wide: ['hits'],
    indexes: [{ suffix: 'bucket', columns: 'bucket, chunk' }],
  },
  entrypoint: {
    name: 'index_entrypoint',
    columns: ['chunk', 'file_id', 'kind', 'name', 'symbol', 'line'],
    wide: [],
    indexes: [
      { suffix: 'name', columns: 'name' },
      { suffix: 'symbol', columns: 'symbol' },
    ],
  },
  // Searches without grams read it whole; `file` finds the symbols of a file, which are those of its blocks.
  name: {
    name: 'index_name',
    columns: ['base_id', 'file_id', 'language', 'kinds', 'names'],
    wide: ['kinds', 'names'],
    indexes: [
      { suffix: 'file', columns: 'file_id' },
      { suffix: 'base', columns: 'base_id' },
    ],
  },
} as const satisfies Record<string, PartitionedTable>;

/**
 * A parameter of which the plan of a named statement does not depend. PostgreSQL plans a statement anew each time, for
 * 0.2 to 2 ms, where a plan for the very value looks cheaper than one for any: where it starts a range, or is a short
 * list. Behind a SELECT it is not looked at.
 *
 * @param typed `$3::text[]`.
 */
export function unplanned(typed: `$${number}::${string}`): string {
  // The cast tells a list in `any (…)` from a query that gives one.
  return `(select ${typed})::${typed.slice(typed.indexOf('::') + 2)}`;
}

/** Kinds of postings whose ids are symbols; those of all others are files. */
export const SYMBOL_POSTINGS = ['c', 'f', 'u', 'M'] as const;

/** A posting's ids, as rows of one column: to be called `id` by whoever names the table `p`. */
export const POSTING_IDS = 'unnest(array_prepend(p.first_id, p.other_ids)) id';

/** How many ids a posting has. */
export const POSTING_COUNT = '(1 + coalesce(cardinality(other_ids), 0))';

/**
 * Joins these columns of index_file, as `f`, to rows that have the file's id. A LIMIT keeps the planner from joining the
 * other way round, through all files.
 */
export const fileOf = (id: string, columns: string): string => joinOne('file', id, columns);

/** Joins these columns of index_symbol, as `s`, to rows that have the symbol's id. */
export const symbolOf = (id: string, columns: string): string => joinOne('symbol', id, columns);

const joinOne = (what: 'file' | 'symbol', id: string, columns: string): string => `cross join lateral (
        select ${columns} from keelson.index_${what}
        where tenant_id = $1 and index_id = $2 and ${what}_id = ${id} limit 1) ${what.charAt(0)}`;

/** Ordinary tables with rows about an index, which go when it goes. */
export const SIDE_TABLES = ['index_chunk', 'index_source', 'index_overlay'] as const;

/** Empty when an index becomes ready, and filled behind it. */
export const GRAM_TABLE: PartitionedTable = {
  name: 'index_gram',
  columns: ['gram', 'ids'],
  wide: ['ids'],
  indexes: [{ suffix: 'gram', columns: 'gram' }],
};

/** Filled with {@link GRAM_TABLE}. */
export const TERM_TABLE: PartitionedTable = {
  name: 'index_term',
  columns: ['number', 'first', 'block'],
  wide: ['block'],
  indexes: [
    { suffix: 'first', columns: 'first' },
    { suffix: 'number', columns: 'number' },
  ],
};

/** Filled with {@link TERM_TABLE}. */
export const START_TABLE: PartitionedTable = {
  name: 'index_start',
  columns: ['start', 'symbols', 'macros', 'is_all', 'best'],
  wide: ['best'],
  indexes: [{ suffix: 'start', columns: 'start' }],
};

/** Every partitioned table of an index. */
export const PARTITIONED_TABLES: readonly PartitionedTable[] = [
  ...Object.values(ROW_TABLES),
  GRAM_TABLE,
  TERM_TABLE,
  START_TABLE,
];

/** Schema-qualified name of an index's partition. Ids come from the database, and nothing but an int4 passes. */
export function partitionName(table: PartitionedTable, indexId: number): string {
  return `keelson.${table.name}_${checkedId(indexId)}`;
}

/** An index id that may stand in SQL text: DDL and COPY take no parameters. */
export function checkedId(indexId: number): number {
  if (!Number.isInteger(indexId) || indexId < 1 || indexId > 2_147_483_647) {
    throw new RangeError(`An index id is a whole number from 1 to 2147483647, not ${indexId}`);
  }
  return indexId;
}
