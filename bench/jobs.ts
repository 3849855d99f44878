/**
 * `npm run bench -- jobs [--jobs N] [--runs N] [--samples N] [--only WORD] [--no-peers] [--tree DIR]`: Keelson's queue
 * beside pg-boss and graphile-worker, each as its documents recommend for speed, in turn on one embedded PostgreSQL with
 * the same durability; and how long lists and details of jobs take while an index runs. Prints tables; asserts nothing.
 */
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { allMigrations } from '../src/app/migrations.ts';
import { asSuperuser } from '../src/platform/db/embedded/bootstrap-cluster.ts';
import { BOOTSTRAP_USER } from '../src/platform/db/embedded/initialise-data.ts';
import { startEmbedded } from '../src/platform/db/embedded/start-embedded.ts';
import { migrate } from '../src/platform/db/migrate.ts';
import type * as OpenDatabase from '../src/platform/db/open-database.ts';
import { built } from './support/built.ts';
import { openGraphile } from './support/jobs-graphile.ts';
import { openKeelson } from './support/jobs-keelson.ts';
import { openPgBoss } from './support/jobs-pg-boss.ts';
import { timeReads } from './support/jobs-reads.ts';
import { measureRows, printRows } from './support/jobs-rows.ts';
import { kernelTree } from './support/kernel-tree.ts';
import { makeScratch } from './support/scratch-folder.ts';
import { printTimes } from './support/time-rows.ts';

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '10000' },
    runs: { type: 'string', default: '5' },
    samples: { type: 'string', default: '300' },
    only: { type: 'string', default: '' },
    'no-peers': { type: 'boolean', default: false },
    tree: { type: 'string' },
  },
});

const { openDatabase } = await built<typeof OpenDatabase>('platform/db/open-database.js');
const home = makeScratch();
const server = await startEmbedded({ home });
await migrate(server.target, allMigrations());
const database = openDatabase(server.target, { appConnections: 12 });
const { host, port, database: name } = server.target;
const connection = { host, port, database: name, user: BOOTSTRAP_USER };
const systems = [
  openKeelson(database, 'this one', (sql) => asSuperuser(host, name, (client) => client.query(sql))),
  ...(values['no-peers'] ? [] : [await openPgBoss(connection), await openGraphile(connection)]),
];
try {
  const rows = await measureRows(systems, {
    jobs: Number(values.jobs),
    runs: Number(values.runs),
    samples: Number(values.samples),
    only: values.only,
  });
  if (rows.length > 0) printRows(systems, rows);
  if ('list and get'.includes(values.only)) {
    await systems[0]!.clear();
    printTimes(await timeReads(home, database, kernelTree(values.tree)));
  }
} finally {
  for (const system of systems) await system.close();
  await database.close();
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}
