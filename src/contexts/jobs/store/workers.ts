import type { Tx } from '../../../kernel/context.ts';

/** What a worker says of itself. All of these run as `worker`, but for {@link listWorkers}. */
export interface WorkerFacts {
  name: string;
  /** Folders it serves; every one when undefined. */
  roots: readonly string[] | undefined;
  kinds: readonly string[];
  /** Jobs at once. */
  concurrency: number;
}

/** A live worker as stored. */
export interface WorkerRow {
  name: string;
  roots: string[] | null;
  kinds: string[];
  concurrency: number;
  started_at: Date;
  seen_at: Date;
}

/** Says that a worker is there, for so many seconds unless it says so again. */
export async function noteWorker(tx: Tx, worker: WorkerFacts, seconds: number): Promise<void> {
  await tx.query({
    name: 'jobs_note_worker',
    sql: `insert into keelson.worker (name, roots, kinds, concurrency, expires_at)
      values ($1, $2, $3, $4, now() + make_interval(secs => $5))
      on conflict (name) do update set roots = excluded.roots, kinds = excluded.kinds,
        concurrency = excluded.concurrency, seen_at = now(), expires_at = excluded.expires_at`,
    parameters: [worker.name, worker.roots ?? null, worker.kinds, worker.concurrency, seconds],
  });
}

/** Forgets workers by name, and those that have not been seen for too long. */
export async function forgetWorkers(tx: Tx, names: readonly string[]): Promise<void> {
  await tx.query({
    name: 'jobs_forget_workers',
    sql: 'delete from keelson.worker where name = any($1::text[]) or expires_at < now()',
    parameters: [names],
  });
}

/** Workers that are there, oldest first. */
export function listWorkers(tx: Tx): Promise<WorkerRow[]> {
  return tx.query<WorkerRow>({
    name: 'jobs_list_workers',
    sql: `select name, roots, kinds, concurrency, started_at, seen_at from keelson.worker
      where expires_at >= now() order by started_at, name`,
  });
}
