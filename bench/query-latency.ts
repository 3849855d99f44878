/**
 * `npm run bench -- query-latency [--repository NAME] [--names N] [--only WORD]`: how long questions take inside, from the begin of
 * the transaction to its commit, on an index that is already loaded (`keelson index PATH`). Random functions, and
 * the callees with the most callers. Prints a table; asserts nothing.
 */
import { parseArgs } from 'node:util';
import { openTarget } from '../src/app/open-target.ts';
import { readSettings } from '../src/app/settings.ts';
import { getSymbol } from '../src/contexts/indexing/operations/get-symbol.ts';
import { listCallees } from '../src/contexts/indexing/operations/list-callees.ts';
import { listCallers } from '../src/contexts/indexing/operations/list-callers.ts';
import { search } from '../src/contexts/indexing/operations/search.ts';
import { findIndex } from '../src/contexts/indexing/store/queries/find-index.ts';
import type { Tx } from '../src/kernel/context.ts';
import type { AnyOperation } from '../src/kernel/operation.ts';
import { LOCAL_TENANT } from '../src/kernel/ids.ts';
import { openDatabase } from '../src/platform/db/open-database.ts';
import { renderTable } from '../src/platform/cli/table.ts';
import { silentLog } from '../src/platform/log/create-log.ts';

const { values } = parseArgs({
  options: {
    repository: { type: 'string' },
    names: { type: 'string', default: '200' },
    only: { type: 'string', default: '' },
  },
});
const where = values.repository === undefined ? {} : { repository: values.repository };
/** Until the engine has compiled the hot paths: what a server that has answered for a minute shows. */
const WARM_ROUNDS = 3;
const ROUNDS = 5;

const opened = await openTarget(await readSettings({}), silentLog);
const database = openDatabase(opened.target);
const rows: (string | number)[][] = [];

function inTenant<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
  return database.tenant(LOCAL_TENANT, work);
}

/** Names chosen by their hash: random, and the same for the same index. */
function chooseNames(most: number): Promise<string[]> {
  return inTenant(async (tx) => {
    const index = await findIndex(tx, LOCAL_TENANT, values.repository);
    const found = await tx.query<{ name: string }>({
      sql: `select name from (select distinct name from keelson.index_symbol where index_id = $1 and kind in ('f', 'd')) named
        order by md5(name) limit $2`,
      parameters: [index.id, most],
    });
    return found.map(({ name }) => name);
  });
}

function chooseHubs(): Promise<string[]> {
  return inTenant(async (tx) => {
    const index = await findIndex(tx, LOCAL_TENANT, values.repository);
    const found = await tx.query<{ key: string }>({
      sql: `select key from keelson.index_posting where index_id = $1 and kind = 'c'
        group by key order by sum(cardinality(ids)) desc limit 5`,
      parameters: [index.id],
    });
    return found.map(({ key }) => key);
  });
}

function ask(operation: AnyOperation, input: object): Promise<unknown> {
  const signal = new AbortController().signal;
  const actor = { kind: 'system' as const, id: 'bench', scopes: ['*'] };
  const parsed: unknown = operation.input.parse({ ...input, ...where });
  return inTenant(async (tx) => {
    const context = { tenant: LOCAL_TENANT, actor, requestId: 'bench', signal, tx, now: new Date() };
    return (await operation.run(context, parsed)).value;
  });
}

async function measure(
  what: string,
  operation: AnyOperation,
  names: readonly string[],
  toInput: (name: string) => object,
): Promise<void> {
  if (!what.includes(values.only)) return;
  const times: number[] = [];
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
    for (const name of names) {
      const began = performance.now();
      await ask(operation, toInput(name));
      if (round >= WARM_ROUNDS) times.push(performance.now() - began);
    }
  }
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))]!.toFixed(2);
  rows.push([what, times.length, at(0.5), at(0.95), at(0.99), at(1)]);
}

try {
  const names = await chooseNames(Number(values.names));
  const middle = (name: string) => name.slice(Math.max(0, (name.length - 6) >> 1)).slice(0, 6);
  const swapped = (name: string) => {
    const at = Math.max(0, (name.length >> 1) - 1);
    return `${name.slice(0, at)}${name.charAt(at + 1)}${name.charAt(at)}${name.slice(at + 2)}`;
  };
  await measure('symbol', getSymbol, names, (name) => ({ name }));
  await measure('callers', listCallers, names, (symbol) => ({ symbol }));
  await measure('callees', listCallees, names, (symbol) => ({ symbol }));
  await measure('callers to depth 3', listCallers, names, (symbol) => ({ symbol, depth: 3 }));
  await measure('callees to depth 3', listCallees, names, (symbol) => ({ symbol, depth: 3 }));
  const few = names.slice(0, 40);
  await measure('search, exact name', search, few, (query) => ({ query }));
  await measure('search, match exact', search, few, (query) => ({ query, match: 'exact' }));
  await measure('search, match prefix, six letters', search, few, (name) => ({
    query: name.slice(0, 6),
    match: 'prefix',
  }));
  await measure('search, match substring, six letters', search, few, (name) => ({
    query: middle(name),
    match: 'substring',
  }));
  await measure('search, six letters of a name', search, few, (name) => ({ query: middle(name) }));
  await measure('search, two letters swapped', search, few, (name) => ({ query: swapped(name) }));
  for (const hub of await chooseHubs()) {
    await measure(`callers of ${hub}, first page`, listCallers, Array<string>(10).fill(hub), (symbol) => ({
      symbol,
    }));
    await measure(`callers of ${hub} to depth 3`, listCallers, Array<string>(5).fill(hub), (symbol) => ({
      symbol,
      depth: 3,
    }));
  }
  const columns = ['question', 'asked', 'p50 ms', 'p95 ms', 'p99 ms', 'most ms'];
  console.log(
    renderTable(
      columns.map((title, place) => ({ title, align: place === 0 ? 'left' : 'right' })),
      rows,
    ),
  );
} finally {
  await database.close();
  await opened.release();
}
