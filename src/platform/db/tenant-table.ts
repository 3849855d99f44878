import { APP_ROLE, SCHEMA, WORKER_ROLE } from './roles.ts';

type Right = 'select' | 'insert' | 'update' | 'delete';

const ALL: readonly Right[] = ['select', 'insert', 'update', 'delete'];

export interface TenantTableOptions {
  /** What operations may do with rows of their own tenant; everything when not given. */
  app?: readonly Right[];
  /** What the worker may do with rows of every tenant; nothing when not given. */
  worker?: readonly Right[];
}

/** The tenant a transaction is bound to; null outside of one, where no row matches. */
const CURRENT_TENANT = `nullif(current_setting('app.tenant_id', true), '')::int`;

/**
 * What every table with a `tenant_id` needs, as SQL for its migration after `create table`: row-level security
 * enabled and forced (on the owner too), the policy, and the grants. {@link findUnprotectedTables} finds tables
 * that were made without it.
 *
 *     sql: `create table keelson.job (tenant_id int not null, …); ${tenantTable('job', { worker: ['select'] })}`
 */
export function tenantTable(name: string, options: TenantTableOptions = {}): string {
  const table = `${SCHEMA}.${identifier(name)}`;
  const app = options.app ?? ALL;
  const worker = options.worker ?? [];
  return [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy tenant_isolation on ${table} using (tenant_id = ${CURRENT_TENANT}) with check (tenant_id = ${CURRENT_TENANT})`,
    ...(app.length > 0 ? [`grant ${app.join(', ')} on ${table} to ${APP_ROLE}`] : []),
    ...(worker.length > 0
      ? [
          `create policy worker_sees_all on ${table} to ${WORKER_ROLE} using (true) with check (true)`,
          `grant ${worker.join(', ')} on ${table} to ${WORKER_ROLE}`,
        ]
      : []),
    '',
  ].join(';\n');
}

function identifier(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw new Error(`not a plain table name: ${name}`);
  return name;
}
