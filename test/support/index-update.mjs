// Runs an index job, incremental or whole, in a process of its own, which kills itself at the statement of the loader it is told to.
import { createIndexRepository } from '../../dist/contexts/indexing/handlers/index-repository.js';
import { openDatabase } from '../../dist/platform/db/open-database.js';
import { silentLog } from '../../dist/platform/log/create-log.js';
import { dieAtStatement } from './die-at-statement.mjs';

const { target, home, folder, incremental, killAt } = JSON.parse(process.argv[2]);
const database = openDatabase(target);
const { connectOwner, statements } = dieAtStatement(database, killAt);

const handler = createIndexRepository({
  home,
  log: silentLog,
  database: { ...database, connectOwner },
});
await handler.run(
  {
    jobId: 'job-1',
    tenant: 1,
    actor: { kind: 'user', id: 'tester', scopes: ['*'] },
    signal: new AbortController().signal,
    attempt: 1,
    assertLease: async () => undefined,
  },
  { folder_path: folder, parallel: 2, ...(incremental && { incremental }) },
  () => undefined,
);
await database.close();
process.stdout.write(JSON.stringify({ statements: statements() }));
