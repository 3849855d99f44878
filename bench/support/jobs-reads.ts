import { Agent } from 'node:http';
import { LOCAL_TENANT } from '../../src/kernel/ids.ts';
import type { Database } from '../../src/platform/db/types.ts';
import { pause } from './jobs-system.ts';
import { send, serveHome } from './serve-times.ts';
import { addTimes, type TimeRow } from './time-rows.ts';

const FINISHED = 10_000;
/** Milliseconds between two questions. */
const PAUSE_MS = 2;

/**
 * Waits until PostgreSQL has looked after the table by itself, as it does within a minute where many jobs have ended:
 * until then a count reads the table beside its index.
 */
async function vacuumed(database: Database): Promise<void> {
  process.stderr.write('waiting until autovacuum has seen the finished jobs\n');
  for (;;) {
    const [table] = await database.tenant(LOCAL_TENANT, (tx) =>
      tx.query<{ seen: boolean }>({
        sql: `select last_autovacuum is not null as seen
          from pg_stat_user_tables where schemaname = 'keelson' and relname = 'job' and n_dead_tup < ${FINISHED / 10}
            and n_ins_since_vacuum = 0`,
      }),
    );
    if (table?.seen === true) return;
    await pause(1000);
  }
}

/** How long lists and details of jobs take over HTTP, with 10,000 finished jobs, while the server indexes a tree. */
export async function timeReads(home: string, database: Database, tree: string): Promise<TimeRow[]> {
  await database.tenant(LOCAL_TENANT, (tx) =>
    tx.query({
      sql: `insert into keelson.job (tenant_id, job_id, kind, status, input, folder_path, source, requested_by, created_at,
          started_at, completed_at, attempt, max_attempts, timeout_seconds, result)
        select ${LOCAL_TENANT}, gen_random_uuid(), 'indexing.index_repository', 'completed', '{"folder_path": "/src"}', '/src/' || n,
          'manual', '{"kind": "user", "id": "bench", "scopes": ["*"]}', now() - interval '1 h', now() - interval '1 h',
          now() - make_interval(secs => n * 0.1), 1, 3, 7200, '{"files": 1000, "chunks": 12}'
        from generate_series(1, ${FINISHED}) n`,
    }),
  );
  await vacuumed(database);
  const ids = await database.tenant(LOCAL_TENANT, (tx) =>
    tx.query<{ job_id: string }>({
      sql: `select job_id from keelson.job where status = 'completed' order by random() limit 500`,
    }),
  );
  const server = await serveHome(home);
  const { url } = server;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const get = async (path: string): Promise<{ took: number; answer: unknown }> => {
    const asked = performance.now();
    const answer = await send(url, agent, { method: 'GET', path });
    return { took: performance.now() - asked, answer };
  };
  const lists: number[] = [];
  const details: number[] = [];
  try {
    const { job_id: index } = (await send(url, agent, {
      method: 'POST',
      path: '/index',
      body: { folder_path: tree },
    })) as { job_id: string };
    for (let n = 0; ; n += 1) {
      lists.push((await get('/index/jobs')).took);
      await pause(PAUSE_MS);
      details.push((await get(`/index/jobs/${ids[n % ids.length]!.job_id}`)).took);
      await pause(PAUSE_MS);
      const { took, answer } = await get(`/index/jobs/${index}`);
      details.push(took);
      const { status } = answer as { status: string };
      if (status !== 'queued' && status !== 'running') break;
    }
  } finally {
    agent.destroy();
    await server.close();
  }
  const rows: TimeRow[] = [];
  addTimes(rows, 'list, 50 of 10,000 finished jobs, while an index runs', lists);
  addTimes(rows, 'one job, while an index runs', details);
  return rows;
}
