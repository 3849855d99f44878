import { AppError } from '../../../../kernel/errors.ts';
import type { OwnerConnection } from '../../../../platform/db/types.ts';
import { connectLoader } from './connect-loader.ts';
import type { LoaderDeps } from './types.ts';

/**
 * A load that has committed nothing for this long is taken for dead: a stopped process, or one cut off from the
 * database whose server end has not noticed.
 */
const DEAD_AFTER_SECONDS = 120;
const PATIENCE_MS = 10_000;
const POLL_MS = 100;
const LONGEST_WAIT_MS = 600_000;

/** Lock names are hashed to 64 bits; two repositories on one hash would only wait for each other. */
const KEY = `hashtextextended(format('keelson.index/%s/%s/%s', $1::int, $2::text, $3::int), 0)`;

/**
 * Held by whoever changes which index a repository has or what is in it, from before it looks at the tree until
 * readers see the result: a run that listed files earlier must not publish over one that listed them later.
 */
export const WRITER_SLOT = 7;

/**
 * Takes the lock of a repository until the transaction ends, waiting as long as a whole load may take.
 * @throws AppError `index_busy`
 */
export async function lockForTransaction(
  connection: OwnerConnection,
  { tenant, signal }: Pick<LoaderDeps, 'tenant' | 'signal'>,
  repository: string,
  slot: number,
): Promise<void> {
  await untilLocked({ repository, signal }, () =>
    tryLock(connection, 'pg_try_advisory_xact_lock', [tenant, repository, slot]),
  );
}

/**
 * Keeps other writers of a repository out until the returned function is called.
 * @throws AppError `index_busy`
 */
export async function holdRepository(deps: LoaderDeps, repository: string): Promise<() => Promise<void>> {
  const connection = await connectLoader(deps);
  try {
    await lockRepository(connection, deps.tenant, repository, WRITER_SLOT, LONGEST_WAIT_MS);
  } catch (error) {
    await connection.end();
    throw error;
  }
  return () => connection.end();
}

/**
 * Joins those who write to one load of a repository together, until the connection ends. Whoever holds the repository
 * alone, or waits to, is not among them.
 * @throws AppError `index_busy`
 */
export async function shareRepository(
  connection: OwnerConnection,
  { tenant, signal }: Pick<LoaderDeps, 'tenant' | 'signal'>,
  repository: string,
): Promise<void> {
  await untilLocked({ repository, signal }, () =>
    tryLock(connection, 'pg_try_advisory_lock_shared', [tenant, repository, WRITER_SLOT]),
  );
}

/** Takes the session lock of a repository if nobody has it. */
export async function tryLockRepository(
  connection: OwnerConnection,
  tenant: number,
  repository: string,
  slot: number,
): Promise<boolean> {
  return tryLock(connection, 'pg_try_advisory_lock', [tenant, repository, slot]);
}

type LockFunction = 'pg_try_advisory_lock' | 'pg_try_advisory_lock_shared' | 'pg_try_advisory_xact_lock';

async function tryLock(
  connection: OwnerConnection,
  how: LockFunction,
  parameters: [tenant: number, repository: string, slot: number],
): Promise<boolean> {
  const [row] = await connection.query<{ locked: boolean }>({
    sql: `select ${how}(${KEY}) as locked`,
    parameters,
  });
  return row?.locked === true;
}

/** Tries now and again, for as long as a whole load may take. */
async function untilLocked(
  { repository, signal }: { repository: string; signal: AbortSignal | undefined },
  attempt: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + LONGEST_WAIT_MS;
  while (!(await attempt())) {
    signal?.throwIfAborted();
    if (Date.now() > deadline) throw indexBusy(repository);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
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
    if (Date.now() >= deadline) throw indexBusy(repository);
    if (!evicted) evicted = await evictDeadHolder(connection, tenant, repository, slot);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function indexBusy(repository: string): AppError {
  return new AppError(
    'conflict',
    'index_busy',
    `Another process is loading an index of ${repository}; wait for it to finish, or cancel its job`,
  );
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
        and exists (select from pg_stat_activity a where a.pid = l.pid and a.usename = current_user)
        and l.classid::bigint = (key >> 32) & 4294967295 and l.objid::bigint = key & 4294967295
        -- A writer shows life by loading, which it does not do while it lists files: it is given the same time for that.
        and ($3 <> ${WRITER_SLOT} or exists (
          select from pg_stat_activity a
          where a.pid = l.pid and a.backend_start < clock_timestamp() - make_interval(secs => $4)))
        and not exists (
          select from keelson.code_index
          where tenant_id = $1 and repository = $2 and state = 'loading'
            and touched_at > clock_timestamp() - make_interval(secs => $4))`,
    parameters: [tenant, repository, slot, DEAD_AFTER_SECONDS],
  });
  return rows.some((row) => row.ended);
}
