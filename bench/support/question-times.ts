import { openTarget } from '../../src/app/open-target.ts';
import { readSettings } from '../../src/app/settings.ts';
import { getSymbol } from '../../src/contexts/indexing/operations/get-symbol.ts';
import { impactOf } from '../../src/contexts/indexing/operations/impact-of.ts';
import { listCallees } from '../../src/contexts/indexing/operations/list-callees.ts';
import { listCallers } from '../../src/contexts/indexing/operations/list-callers.ts';
import { search } from '../../src/contexts/indexing/operations/search.ts';
import { findIndex } from '../../src/contexts/indexing/store/queries/find-index.ts';
import { POSTING_COUNT } from '../../src/contexts/indexing/store/partitions.ts';
import type { Tx } from '../../src/kernel/context.ts';
import { LOCAL_TENANT } from '../../src/kernel/ids.ts';
import type { AnyOperation } from '../../src/kernel/operation.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import type { Database } from '../../src/platform/db/types.ts';
import { silentLog } from '../../src/platform/log/create-log.ts';
import { addTimes, type TimeRow } from './time-rows.ts';

/** Until the engine has compiled the hot paths: what a server that has answered for a minute shows. */
const WARM_ROUNDS = 3;
const ROUNDS = 5;
/** Slow questions are asked in fewer rounds: milliseconds after which a row begins no other. */
const LONGEST_ROW = 8000;

export interface QuestionOptions {
  home?: string | undefined;
  repository?: string | undefined;
  /** How many random functions are asked about. */
  names: number;
  /** Only rows with this word. */
  only?: string;
}

/** Random functions of the index, their names chosen by hash: the same for the same index. */
function readNames(tx: Tx, index: number, most: number): Promise<{ name: string }[]> {
  return tx.query<{ name: string }>({
    sql: `select name from (select distinct name from keelson.index_symbol
      where index_id = $1 and kind in ('f', 'd')) named order by md5(name) limit $2`,
    parameters: [index, most],
  });
}

function chooseHubs(tx: Tx, index: number): Promise<{ key: string }[]> {
  return tx.query<{ key: string }>({
    sql: `select key from keelson.index_posting where index_id = $1 and kind = 'c'
      group by key order by sum(${POSTING_COUNT}) desc limit 5`,
    parameters: [index],
  });
}

/** The first functions of twenty files. */
function chooseDiff(tx: Tx, index: number): Promise<{ path: string; line: number }[]> {
  return tx.query<{ path: string; line: number }>({
    sql: `select distinct on (f.path) f.path, s.line from keelson.index_symbol s
      join keelson.index_file f on f.index_id = $1 and f.file_id = s.file_id
      where s.index_id = $1 and s.kind = 'f' and s.file_id in (
        select file_id from keelson.index_symbol where index_id = $1 and kind = 'f'
        group by file_id order by md5(file_id::text) limit 20)
      order by f.path, s.line`,
    parameters: [index],
  });
}

async function withDatabase<Result>(
  home: string | undefined,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const opened = await openTarget(await readSettings(home === undefined ? {} : { home }), silentLog);
  const database = openDatabase(opened.target);
  try {
    return await work(database);
  } finally {
    await database.close();
    await opened.release();
  }
}

/** The functions that {@link timeQuestions} asks about in the index of a home. */
export function chooseNames({ home, most }: { home: string; most: number }): Promise<string[]> {
  return withDatabase(home, (database) =>
    database.tenant(LOCAL_TENANT, async (tx) => {
      const { id } = await findIndex(tx, LOCAL_TENANT, undefined);
      return (await readNames(tx, id, most)).map(({ name }) => name);
    }),
  );
}

/** How long questions take inside, from the begin of the transaction to the answer, on an index that is loaded. */
export function timeQuestions({ home, repository, names, only = '' }: QuestionOptions): Promise<TimeRow[]> {
  return withDatabase(home, (database) => timeOn(database, repository, names, only));
}

async function timeOn(
  database: Database,
  repository: string | undefined,
  most: number,
  only: string,
): Promise<TimeRow[]> {
  const rows: TimeRow[] = [];
  const where = repository === undefined ? {} : { repository };
  const ask = (operation: AnyOperation, input: object): Promise<unknown> => {
    const signal = new AbortController().signal;
    const actor = { kind: 'system' as const, id: 'bench', scopes: ['*'] };
    const parsed: unknown = operation.input.parse({ ...input, ...where });
    return database.reading(LOCAL_TENANT, async (tx) => {
      const context = { tenant: LOCAL_TENANT, actor, requestId: 'bench', signal, tx, now: new Date() };
      return (await operation.run(context, parsed)).value;
    });
  };
  const time = async (
    what: string,
    operation: AnyOperation,
    names: readonly string[],
    toInput: (name: string) => object,
  ): Promise<void> => {
    if (!what.includes(only)) return;
    const times: number[] = [];
    const started = performance.now();
    const isLate = (): boolean => performance.now() - started > LONGEST_ROW;
    let warm = WARM_ROUNDS;
    for (let round = 0; round < warm + ROUNDS && (times.length === 0 || !isLate()); round += 1) {
      if (isLate()) warm = Math.min(warm, round);
      for (const name of names) {
        const began = performance.now();
        await ask(operation, toInput(name));
        if (round >= warm) times.push(performance.now() - began);
      }
    }
    addTimes(rows, what, times, names.length);
  };

  const { names, hubs, diff } = await database.tenant(LOCAL_TENANT, async (tx) => {
    const { id } = await findIndex(tx, LOCAL_TENANT, repository);
    return {
      names: (await readNames(tx, id, most)).map(({ name }) => name),
      hubs: (await chooseHubs(tx, id)).map(({ key }) => key),
      diff: await chooseDiff(tx, id),
    };
  });
  const few = names.slice(0, 40);
  const middle = (name: string): string => name.slice(Math.max(0, (name.length - 6) >> 1)).slice(0, 6);
  const swapped = (name: string): string => {
    const at = Math.max(0, (name.length >> 1) - 1);
    return `${name.slice(0, at)}${name.charAt(at + 1)}${name.charAt(at)}${name.slice(at + 2)}`;
  };
  const patch = diff.map(
    ({ path, line }) => `--- a/${path}\n+++ b/${path}\n@@ -${line} +${line} @@\n-a\n+b\n`,
  );

  await time('symbol', getSymbol, names, (name) => ({ name }));
  await time('callers', listCallers, names, (symbol) => ({ symbol }));
  await time('callees', listCallees, names, (symbol) => ({ symbol }));
  await time('callers to depth 3', listCallers, names, (symbol) => ({ symbol, depth: 3 }));
  await time('callees to depth 3', listCallees, names, (symbol) => ({ symbol, depth: 3 }));
  await time('search, exact name', search, few, (query) => ({ query }));
  await time('search, match exact', search, few, (query) => ({ query, match: 'exact' }));
  await time('search, match prefix, six letters', search, few, (name) => ({
    query: name.slice(0, 6),
    match: 'prefix',
  }));
  await time('search, match substring, six letters', search, few, (name) => ({
    query: middle(name),
    match: 'substring',
  }));
  await time('search, six letters of a name', search, few, (name) => ({ query: middle(name) }));
  await time('search, two letters swapped', search, few, (name) => ({ query: swapped(name) }));
  await time(`impact of a diff of ${diff.length} files`, impactOf, Array<string>(5).fill(''), () => ({
    diff: patch.join(''),
  }));
  for (const hub of hubs) {
    await time(`callers of ${hub}, first page`, listCallers, Array<string>(10).fill(hub), (symbol) => ({
      symbol,
    }));
    await time(`callers of ${hub} to depth 3`, listCallers, Array<string>(5).fill(hub), (symbol) => ({
      symbol,
      depth: 3,
    }));
  }
  return rows;
}
