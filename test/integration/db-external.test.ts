import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { externalTarget } from '../../src/platform/db/external-target.ts';
import { migrate } from '../../src/platform/db/migrate.ts';
import { platformMigrations } from '../../src/platform/db/migrations.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { findIsolationFaults } from '../../src/platform/db/tenant-isolation.ts';
import { startForeignServer, type ForeignServer } from '../support/foreign-server.ts';

// Roles belong to the whole server, so each group of tests has one of its own.
let server: ForeignServer;
const ownServer = (): void => {
  beforeAll(async () => {
    server = await startForeignServer();
  });
  afterAll(() => server.stop());
};

const tenantsOf = async (target: Awaited<ReturnType<typeof externalTarget>>): Promise<unknown[]> => {
  const database = openDatabase(target);
  try {
    return await database.tenant(1, (tx) => tx.query({ sql: 'select name from tenants' }));
  } finally {
    await database.close();
  }
};

describe('an owner who may create roles', () => {
  ownServer();

  test('several starters at once make the roles once, and the derived passwords let them in', async () => {
    const url = await server.makeDatabase({ createRole: true });
    const targets = await Promise.all(Array.from({ length: 8 }, () => externalTarget(url)));
    await Promise.all(targets.map((target) => migrate(target, platformMigrations)));
    expect(await tenantsOf(targets[0]!)).toEqual([{ name: 'local' }]);
    expect(targets[0]!.roles.app.password).not.toBe(targets[0]!.roles.worker.password);
  });

  test('says that set_config stays open where the owner is no superuser', async () => {
    const target = await externalTarget(await server.makeDatabase({ createRole: true }));
    await migrate(target, platformMigrations);
    const database = openDatabase(target);
    const owner = await database.connectOwner();
    expect(await findIsolationFaults(owner)).toMatchObject([{ subject: 'set_config' }]);
    await database.close();
  });
});

describe('an owner whose password has changed', () => {
  ownServer();

  test('sets those of the roles anew', async () => {
    const url = await server.makeDatabase({ createRole: true });
    await migrate(await externalTarget(url), platformMigrations);
    const target = await externalTarget(await server.changePassword(url));
    expect(await tenantsOf(target)).toEqual([{ name: 'local' }]);
  });
});

describe('an owner who may not create roles', () => {
  ownServer();

  test('is told what an administrator has to run, and it works then', async () => {
    const url = await server.makeDatabase({ createRole: false });
    await expect(externalTarget(url)).rejects.toMatchObject({
      code: 'database_roles_missing',
      message: expect.stringContaining('CREATE ROLE keelson_worker LOGIN PASSWORD') as string,
    });
    const password = randomUUID();
    await server.asAdministrator(`CREATE ROLE keelson_app LOGIN PASSWORD '${password}'`);
    await server.asAdministrator(`CREATE ROLE keelson_worker LOGIN PASSWORD '${password}'`);
    const appUrl = new URL(url);
    appUrl.username = 'keelson_app';
    appUrl.password = password;
    const target = await externalTarget(url, appUrl.href);
    await migrate(target, platformMigrations);
    expect(await tenantsOf(target)).toEqual([{ name: 'local' }]);
  });
});

describe('a database that cannot be used is refused with the reason', () => {
  ownServer();

  test('a wrong password, without showing it', async () => {
    const url = new URL(await server.makeDatabase({ createRole: true }));
    url.password = 'not-the-password';
    const error = await externalTarget(url.href).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ code: 'database_login_failed' });
    expect((error as Error).message).not.toContain('not-the-password');
  });

  test('no server there', async () => {
    await expect(externalTarget('postgres://u:p@/db?host=/nonexistent')).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'database_unavailable',
      message: expect.stringContaining('Cannot reach PostgreSQL at /nonexistent:5432/db') as string,
    });
  });

  test('another encoding', async () => {
    const url = await server.makeDatabase({ createRole: true, encoding: 'SQL_ASCII' });
    await expect(externalTarget(url)).rejects.toMatchObject({
      code: 'database_unsuitable',
      message: expect.stringContaining('UTF8') as string,
    });
  });

  test('no right to create the schema', async () => {
    const url = await server.makeDatabase({ createRole: true, owned: false });
    await expect(externalTarget(url)).rejects.toMatchObject({
      code: 'database_unsuitable',
      message: expect.stringContaining('GRANT CREATE') as string,
    });
  });
});
