import { AppError } from '../../../../kernel/errors.ts';
import type { OwnerConnection } from '../../../../platform/db/types.ts';

/**
 * A load that has committed nothing for this long is taken for dead: a stopped process, or one cut off from the
 * database whose server end has not noticed.
 */
const DEAD_AFTER_SECONDS = 120;
const PATIENCE_MS = 10_000;
const POLL_MS = 100;

/** Lock names are hashed to 64 bits; two repositories on one hash would only wait for each other. */
const KEY = `hashtextextended(format('keelson.index/%s/%s/%s', $1::int, $2::text, $3::int), 0)`;

/** Takes the session lock of a repository if nobody has it. */
export async function tryLockRepository(
  connection: OwnerConnection,
  tenant: number,
  repository: string,
  slot: number,
): Promise<boolean> {
  const [row] = await connection.query<{ locked: boolean }>({
    sql: `select pg_try_advisory_lock(${KEY}) as locked`,
    parameters: [tenant, repository, slot],
  });
  return row?.locked === true;
}

/** Gives back what {@link tryLockRepository} took. */
export async function unlockRepository(
  connection: OwnerConnection,
  tenant: number,
  repository: string,
  slot: number,
): Promise<void> {
  await connection.query({
    sql: `select pg_advisory_unlock(${KEY})`,
    parameters: [tenant, repository, slot],
  });
}

/**
 * Takes the repository's lock for the life of the connection. A holder is given a moment to go away (the server end
 * of a killed process may be finishing a CREATE INDEX); one that has shown no life for two minutes is ended, because
 * whoever calls this holds the job's lease and the other does not. Each of a loader's connections takes its own slot,
 * so that none of a predecessor's can still be at work.
 *
 * @throws AppError `index_busy` when a live load has it.
 */
export async function lockRepository(
  connection: OwnerConnection,
  tenant: number,
  repository: string,
  slot: number,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  let evicted = false;
  while (!(await tryLockRepository(connection, tenant, repository, slot))) {
    if (Date.now() >= deadline) {
      throw new AppError(
        'conflict',
        'index_busy',
        `Another process is loading an index of ${repository}; wait for it to finish, or cancel its job`,
      );
    }
    if (!evicted) evicted = await evictDeadHolder(connection, tenant, repository, slot);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Ends the holder's server processes when its load shows no life; returns whether it did. */
async function evictDeadHolder(
  connection: OwnerConnection,
  tenant: number,
  repository: string,
  slot: number,
): Promise<boolean> {
  const rows = await connection.query<{ ended: boolean }>({
    sql: `select pg_terminate_backend(l.pid) as ended
      from pg_locks l cross join ${KEY} as key
      where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and l.pid <> pg_backend_pid()
        and l.database = (select oid from pg_database where datname = current_database())
        and l.classid::bigint = (key >> 32) & 4294967295 and l.objid::bigint = key & 4294967295
        and not exists (
          select from keelson.code_index
          where tenant_id = $1 and repository = $2 and state = 'loading'
            and touched_at > clock_timestamp() - make_interval(secs => $4))`,
    parameters: [tenant, repository, slot, DEAD_AFTER_SECONDS],
  });
  return rows.some((row) => row.ended);
}
