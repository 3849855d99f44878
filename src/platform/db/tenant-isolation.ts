import type { Tx } from '../../kernel/context.ts';
import { APP_ROLE, SCHEMA, WORKER_ROLE } from './roles.ts';

/** A hole in the isolation of tenants: what it is in, and what is missing. */
export interface IsolationFault {
  /** Table, or `set_config`. */
  subject: string;
  fault: string;
}

/**
 * Looks for holes in the isolation of tenants, on any connection:
 * - a table with `tenant_id` without row-level security enabled, forced and with a policy, unless neither `app`
 *   nor `worker` has any right on it (partitions that only the owner touches); or a view on one that asks with other
 *   rights than its reader's;
 * - a policy for everybody on such a table that does not name `app.tenant_id`;
 * - `app` may call `set_config`, by which injected SQL could bind another tenant.
 */
export async function findIsolationFaults(connection: Tx): Promise<IsolationFault[]> {
  return connection.query<IsolationFault>({
    sql: FAULTS,
    parameters: [SCHEMA, [APP_ROLE, WORKER_ROLE], APP_ROLE],
  });
}

const FAULTS = `
with tenant_table as (
  select c.oid, c.relname::text as name, c.relrowsecurity, c.relforcerowsecurity,
         exists (select from pg_policy p where p.polrelid = c.oid) as has_policy,
         exists (
           select from aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee where r.rolname = any ($2)
           union all
           select from aclexplode(c.relacl) a where a.grantee = 0
         ) as granted
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace and n.nspname = $1
  join pg_attribute t on t.attrelid = c.oid and t.attname = 'tenant_id' and not t.attisdropped
  -- A view that asks with the rights of whoever reads it shows what the policies of its tables let through.
  where c.relkind in ('r', 'p', 'f', 'm')
    or (c.relkind = 'v' and not coalesce(c.reloptions, '{}') && array['security_invoker=true', 'security_invoker=on'])
)
select name as subject,
       concat_ws(', ',
         case when not relrowsecurity then 'row-level security is not enabled' end,
         case when not relforcerowsecurity then 'row-level security is not forced' end,
         case when not has_policy then 'there is no policy' end) as fault
from tenant_table
where granted and not (relrowsecurity and relforcerowsecurity and has_policy)
union all
select t.name, format('policy %s lets app see rows of other tenants', p.polname)
from tenant_table t
join pg_policy p on p.polrelid = t.oid
where p.polpermissive
  and (p.polroles = '{0}' or $3 in (select rolname from pg_roles where oid = any (p.polroles)))
  and (coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) not like '%app.tenant_id%'
       or coalesce(pg_get_expr(p.polwithcheck, p.polrelid), pg_get_expr(p.polqual, p.polrelid)) not like '%app.tenant_id%')
union all
select 'set_config', 'app may call it, so injected SQL could bind another tenant'
where has_function_privilege($3, 'pg_catalog.set_config(text, text, boolean)', 'execute')
order by 1, 2`;
