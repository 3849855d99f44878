import { APP_ROLE, SCHEMA, WORKER_ROLE } from './roles.ts';
import type { MigrationFile } from './types.ts';

/** What a statement refused to do. */
export interface Refusal {
  code: string;
  detail: Readonly<Record<string, unknown>>;
}

/** SQLSTATE of refusals; no class of PostgreSQL's own begins with K. */
const REFUSED = 'KE001';

/**
 * `keelson.refuse(code, detail)`: lets a statement fail, and with it its transaction. A COMMIT that was sent together with
 * the statement then saves nothing, so who asks need not wait for the statement's answer before sending it.
 */
export const refuseMigration: MigrationFile = {
  name: '0_platform_0008_refuse',
  sql: `
create function ${SCHEMA}.refuse(code text, detail jsonb) returns boolean language plpgsql as $$
begin
  raise exception using errcode = '${REFUSED}', message = code, detail = detail::text;
end $$;
grant execute on function ${SCHEMA}.refuse(text, jsonb) to ${APP_ROLE}, ${WORKER_ROLE};
`,
};

/** The refusal that an error tells of, or undefined where it is another. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || (error as { code?: unknown }).code !== REFUSED) return undefined;
  const { detail } = error as { detail?: string };
  return { code: error.message, detail: JSON.parse(detail ?? '{}') as Refusal['detail'] };
}
