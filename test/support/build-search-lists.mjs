// Builds an index's grams in a process of its own, which kills itself at the statement it is told to.
import { buildSearchLists } from '../../dist/contexts/indexing/store/search/build-search-lists.js';
import { openDatabase } from '../../dist/platform/db/open-database.js';
import { silentLog } from '../../dist/platform/log/create-log.js';

const { target, indexId, killAt } = JSON.parse(process.argv[2]);
const database = openDatabase(target);
let statements = 0;

await buildSearchLists(
  {
    database: {
      async connectOwner() {
        const connection = await database.connectOwner();
        return {
          // Lets the statement reach the server, then dies without a word.
          query: (query) => {
            const sent = connection.query(query);
            statements += 1;
            if (statements === killAt) setTimeout(() => process.kill(process.pid, 'SIGKILL'), killAt % 3);
            return sent;
          },
          end: () => connection.end(),
        };
      },
    },
    tenant: 1,
    assertLease: async () => undefined,
    log: silentLog,
  },
  indexId,
  () => undefined,
);
await database.close();
process.stdout.write(String(statements));
