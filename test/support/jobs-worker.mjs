// A worker in a process of its own, for tests that kill it. Options come as JSON in the first argument; it says
// `ready` over IPC, and drains when told to `drain`, hands back when told to `stop`.
import { fileURLToPath } from 'node:url';
import { createWorker } from '../../dist/contexts/jobs/index.js';
import { createLog } from '../../dist/platform/log/create-log.js';
import { openDatabase } from '../../dist/platform/db/open-database.js';

const { target, logLevel = 'silent', ...options } = JSON.parse(process.argv[2]);
const database = openDatabase(target);
const worker = createWorker({
  database,
  log: createLog({ level: logLevel }),
  childEntry: fileURLToPath(new URL('./jobs-handlers.mjs', import.meta.url)),
  childSettings: { target },
  ...options,
});
const end = async (drain) => {
  await worker.stop({ drain });
  await database.close();
  process.disconnect();
};
process.on('message', (message) => {
  void end(message === 'drain');
});
await worker.start();
process.send('ready');
