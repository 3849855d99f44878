// Loads an index in a process of its own, which kills itself at the statement it is told to.
import { createLoader } from '../../dist/contexts/indexing/store/load/create-loader.js';
import { openDatabase } from '../../dist/platform/db/open-database.js';
import { silentLog } from '../../dist/platform/log/create-log.js';
import { dieAtStatement } from './die-at-statement.mjs';

const { target, plan, chunks, manifest, killAt } = JSON.parse(process.argv[2]);
const database = openDatabase(target);
const { connectOwner, statements } = dieAtStatement(database, killAt);

const loader = createLoader({
  database: { connectOwner },
  tenant: 1,
  assertLease: async () => undefined,
  log: silentLog,
});
const { committed } = await loader.begin(plan);
for (const [chunk, batches] of chunks.entries()) {
  if (committed.has(chunk)) continue;
  for (const { table, bytes } of batches) {
    await loader.rows(chunk, { table, bytes: new Uint8Array(Buffer.from(bytes, 'base64')) });
  }
  await loader.commitChunk(chunk, { counts: { files: 1 } });
}
await loader.finish(manifest);
await database.close();
process.stdout.write(JSON.stringify({ statements: statements(), resumed: committed.size }));
