import type { Actor, Tx } from '../../../kernel/context.ts';
import { jsonText } from './json-text.ts';

/** A folder that is followed: changes of it are indexed without anybody asking. */
export interface FolderWatch {
  tenant_id: number;
  folder_path: string;
  /** What a run of it is asked for. */
  request: Record<string, unknown>;
  debounce_seconds: number;
  requested_by: { kind: string; id: string };
  created_at: Date;
  /** The worker that follows it now; null when none does. */
  followed_by: string | null;
  /** Why it cannot be followed. */
  problem: string | null;
}

const COLUMNS = `tenant_id, folder_path, request, debounce_seconds, requested_by, created_at,
  case when followed_until > now() then followed_by end as followed_by, problem`;

/** Follows a folder from now on, or follows it in another way. */
export async function saveWatch(
  tx: Tx,
  tenant: number,
  watch: { folder: string; request: object; debounceSeconds: number; requestedBy: Actor },
): Promise<void> {
  await tx.query({
    name: 'jobs_save_watch',
    sql: `insert into keelson.folder_watch (tenant_id, folder_path, request, debounce_seconds, requested_by)
      values ($1, $2, $3::jsonb, $4, $5::jsonb)
      on conflict (tenant_id, folder_path) do update
      set request = excluded.request, debounce_seconds = excluded.debounce_seconds,
        requested_by = excluded.requested_by, created_at = now(), followed_by = null, followed_until = null,
        problem = null`,
    parameters: [
      tenant,
      watch.folder,
      jsonText(watch.request),
      watch.debounceSeconds,
      jsonText(watch.requestedBy),
    ],
  });
}

/** Follows the folder no more; answers whether it was followed. */
export async function deleteWatch(tx: Tx, tenant: number, folder: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'jobs_delete_watch',
    sql: 'delete from keelson.folder_watch where tenant_id = $1 and folder_path = $2 returning 1',
    parameters: [tenant, folder],
  });
  return rows.length > 0;
}

/** What is followed of the tenant under this name. */
export async function findWatch(tx: Tx, tenant: number, folder: string): Promise<FolderWatch | undefined> {
  const rows = await tx.query<FolderWatch>({
    name: 'jobs_find_watch',
    sql: `select ${COLUMNS} from keelson.folder_watch where tenant_id = $1 and folder_path = $2`,
    parameters: [tenant, folder],
  });
  return rows[0];
}

/** The tenant's followed folders. */
export function listWatches(tx: Tx, tenant: number): Promise<FolderWatch[]> {
  return tx.query<FolderWatch>({
    name: 'jobs_list_watches',
    sql: `select ${COLUMNS} from keelson.folder_watch where tenant_id = $1 order by folder_path`,
    parameters: [tenant],
  });
}

/** Followed folders of every tenant. Run as `worker`. */
export function findWatches(tx: Tx): Promise<FolderWatch[]> {
  return tx.query<FolderWatch>({
    name: 'jobs_find_watches',
    sql: `select ${COLUMNS} from keelson.folder_watch order by tenant_id, folder_path`,
  });
}

/**
 * Takes the folder for this worker, or keeps it, for `seconds`; answers whether it is this worker's now. A folder
 * whose worker is silent for longer is anybody's.
 */
export async function holdWatch(
  tx: Tx,
  watch: Pick<FolderWatch, 'tenant_id' | 'folder_path'>,
  owner: string,
  seconds: number,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'jobs_hold_watch',
    sql: `update keelson.folder_watch set followed_by = $3, followed_until = now() + make_interval(secs => $4)
      where tenant_id = $1 and folder_path = $2
        and (followed_by is null or followed_by = $3 or followed_until < now())
      returning 1`,
    parameters: [watch.tenant_id, watch.folder_path, owner, seconds],
  });
  return rows.length > 0;
}

/** Lets go of a folder, and says why it could not be followed where that is so. */
export async function releaseWatch(
  tx: Tx,
  watch: Pick<FolderWatch, 'tenant_id' | 'folder_path'>,
  owner: string,
  problem: string | null,
): Promise<void> {
  await tx.query({
    name: 'jobs_release_watch',
    sql: `update keelson.folder_watch set followed_by = null, followed_until = null, problem = $4
      where tenant_id = $1 and folder_path = $2 and followed_by = $3`,
    parameters: [watch.tenant_id, watch.folder_path, owner, problem],
  });
}
