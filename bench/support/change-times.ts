import { appendFileSync, copyFileSync, renameSync } from 'node:fs';
import { Agent } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { send } from './serve-times.ts';
import { addTimes, type TimeRow } from './time-rows.ts';

/** Milliseconds a change may take before this gives up. */
const PATIENCE = 60_000;

/** The next file of a tree whose other files may be hard links to somebody's own: it is written anew, not into. */
function addFunction(tree: string, file: string, name: string): void {
  const target = path.join(tree, file);
  copyFileSync(target, `${target}.new`);
  appendFileSync(`${target}.new`, `\nint ${name}(void)\n{\n\treturn 0;\n}\n`);
  renameSync(`${target}.new`, target);
}

/**
 * From the moment one file of an indexed tree has been changed until the server answers with what is new in it, an
 * incremental index being asked for at once.
 */
export async function timeChanges(
  url: string,
  tree: string,
  file: string,
  times: number,
): Promise<TimeRow[]> {
  const agent = new Agent({ keepAlive: true });
  const taken: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const name = `keelson_bench_${time}`;
    addFunction(tree, file, name);
    const began = performance.now();
    await send(url, agent, {
      method: 'POST',
      path: '/index',
      body: { folder_path: tree, incremental: true },
    });
    for (;;) {
      const { total } = (await send(url, agent, {
        method: 'GET',
        path: `/api/v1/symbols/${name}`,
      }).catch(() => ({ total: 0 }))) as { total: number };
      if (total > 0) break;
      if (performance.now() - began > PATIENCE)
        throw new Error(`${name} was not found within ${PATIENCE} ms`);
      await sleep(5);
    }
    taken.push(performance.now() - began);
    await settle(url, agent);
  }
  agent.destroy();
  const rows: TimeRow[] = [];
  addTimes(rows, 'one file changed until it is answered for', taken);
  return rows;
}

/** Waits until no job is queued or running, so that one change does not wait for what another left to do. */
async function settle(url: string, agent: Agent): Promise<void> {
  for (;;) {
    const jobs = (await send(url, agent, { method: 'GET', path: '/index/jobs' })) as {
      queued_count: number;
      running_count: number;
    };
    if (jobs.queued_count + jobs.running_count === 0) return;
    await sleep(50);
  }
}
