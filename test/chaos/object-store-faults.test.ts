import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openFolderStore } from '../../src/platform/objects/folder-store.ts';
import { openJetStreamStore } from '../../src/platform/objects/jetstream-store.ts';
import type { ObjectStore } from '../../src/platform/objects/object-store.ts';
import { moduleEntry } from '../../src/platform/processes/module-entry.ts';
import { eventually } from '../support/eventually.ts';
import { type NatsServer, startNatsServer } from '../support/nats-server.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keelson-object-faults-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, bytes: Uint8Array): string => {
  writeFileSync(path.join(folder, name), bytes);
  return path.join(folder, name);
};
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('JetStream', () => {
  const PATIENCE_MS = 1_500;
  let server: NatsServer;
  let store: ObjectStore;
  let connections: NatsConnection[] = [];
  const open = (url = server.url, patienceMs = 20_000): ObjectStore =>
    openJetStreamStore({ url, bucket: 'b', replicas: 1, patienceMs });
  beforeEach(async () => {
    server = await startNatsServer();
    store = open();
  });
  afterEach(async () => {
    await store.close();
    for (const connection of connections.splice(0)) await connection.close();
    await server.stop();
  });
  /** A new connection past the store; one from before a restart would take its time to come back. */
  const peer = async (): Promise<NatsConnection> => {
    const connection = await connect({ servers: server.url });
    connections.push(connection);
    return connection;
  };
  const messages = async (): Promise<number> => {
    const jsm = await jetstreamManager(await peer());
    return (await jsm.streams.info('OBJ_b')).state.messages;
  };
  const away = { kind: 'unavailable', code: 'object_store_unreachable', retryAfterSeconds: 10 };

  test('a server that is killed while it takes an object, and comes back, has the whole of it', async () => {
    const bytes = randomBytes(60_000_000);
    await store.put('first', file('first', randomBytes(10)));
    const putting = store.put('m/a', file('source', bytes));
    await eventually(async () => ((await messages()) > 10 ? true : undefined), 'some parts');
    await server.kill();
    await server.start();
    await putting;
    await store.get('m/a', path.join(folder, 'out'));
    expect(digest(readFileSync(path.join(folder, 'out')))).toBe(digest(bytes));
    await store.put('m/a', file('source', Buffer.from('small')));
    await store.remove('first');
    expect(await messages()).toBe(2);
  });

  test('a server that is killed while it gives an object, and comes back, gives the whole of it', async () => {
    const bytes = randomBytes(60_000_000);
    await store.put('m/a', file('source', bytes));
    const into = path.join(folder, 'into');
    mkdirSync(into);
    const getting = store.get('m/a', path.join(into, 'out'));
    const written = (): number =>
      readdirSync(into).reduce((sum, name) => sum + statSync(path.join(into, name)).size, 0);
    await eventually(() => (written() > 2_000_000 ? true : undefined), 'some bytes');
    expect(readdirSync(into)).not.toContain('out');
    await server.kill();
    await server.start();
    await getting;
    expect(digest(readFileSync(path.join(into, 'out')))).toBe(digest(bytes));
    expect(readdirSync(into)).toEqual(['out']);
  });

  test('a server that stays away is a clear error to try again after; then all is as it was', async () => {
    await store.put('m/a', file('a', randomBytes(1_000_000)));
    const short = open(server.url, PATIENCE_MS);
    await short.list('');
    await server.kill();
    await expect(short.get('m/a', path.join(folder, 'out'))).rejects.toMatchObject(away);
    await expect(short.put('m/b', path.join(folder, 'a'))).rejects.toMatchObject(away);
    await expect(short.remove('m/a')).rejects.toMatchObject(away);
    await expect(short.list('')).rejects.toMatchObject(away);
    await expect(open(server.url, PATIENCE_MS).list('')).rejects.toMatchObject(away);
    expect(readdirSync(folder)).toEqual(['a']);
    await server.start();
    expect(await short.list('')).toEqual([{ name: 'm/a', bytes: 1_000_000 }]);
    await short.get('m/a', path.join(folder, 'out'));
    await short.close();
  });

  test('an object that was cut off or changed is not given', async () => {
    await store.put('m/a', file('a', randomBytes(1_500_000)));
    const jsm = await jetstreamManager(await peer());
    const part = (await jsm.streams.getMessage('OBJ_b', { seq: 2 }))!;
    await jsm.streams.deleteMessage('OBJ_b', 2);
    const out = path.join(folder, 'out');
    const damaged = { kind: 'unprocessable', code: 'object_damaged' };
    await expect(store.get('m/a', out)).rejects.toMatchObject(damaged);
    await jetstream(await peer()).publish(part.subject, part.data);
    await expect(store.get('m/a', out)).rejects.toMatchObject(damaged);
    expect(readdirSync(folder)).toEqual(['a']);
    await store.put('m/a', path.join(folder, 'a'));
    await store.get('m/a', out);
  });

  test('a bucket that somebody deleted is made again', async () => {
    await store.put('m/a', file('a', randomBytes(10)));
    const jsm = await jetstreamManager(await peer());
    await jsm.streams.delete('OBJ_b');
    await expect(store.get('m/a', path.join(folder, 'out'))).rejects.toMatchObject({
      code: 'object_not_found',
    });
    await store.put('m/a', path.join(folder, 'a'));
    await store.get('m/a', path.join(folder, 'out'));
  });

  test('a full bucket is a clear error, and what did not fit is gone', async () => {
    await store.put('m/a', file('a', randomBytes(10)));
    const jsm = await jetstreamManager(await peer());
    const { config } = await jsm.streams.info('OBJ_b');
    await jsm.streams.update('OBJ_b', { ...config, max_bytes: 2_000_000 });
    await expect(store.put('m/b', file('b', randomBytes(5_000_000)))).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'object_store_full',
    });
    expect(await messages()).toBe(2);
  });

  test('a wrong login is refused at once, and no message has a password', async () => {
    const guarded = await startNatsServer('--user', 'keel', '--pass', 'hidden-1');
    try {
      const at = new URL(guarded.url).host;
      const known = open(`nats://keel:hidden-1@${at}`);
      expect(await known.list('')).toEqual([]);
      await known.close();
      const error: unknown = await open(`nats://keel:hidden-2@${at}`)
        .list('')
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ kind: 'forbidden', code: 'object_store_refused' });
      expect(String(error)).not.toContain('hidden');
    } finally {
      await guarded.stop();
    }
  });
});

describe('a folder', () => {
  const open = (): ObjectStore => openFolderStore(path.join(folder, 'store'));

  test('an object that was cut off or changed is not given', async () => {
    const stored = path.join(folder, 'store/m/a');
    const out = path.join(folder, 'out');
    const damaged = { kind: 'unprocessable', code: 'object_damaged' };
    await open().put('m/a', file('a', randomBytes(100_000)));
    const whole = readFileSync(stored);
    for (const size of [0, 31, 32, 50_000, whole.length - 1]) {
      truncateSync(stored, size);
      await expect(open().get('m/a', out), String(size)).rejects.toMatchObject(damaged);
      writeFileSync(stored, whole);
    }
    for (const at of [0, 99_999, whole.length - 1]) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 1;
      writeFileSync(stored, changed);
      await expect(open().get('m/a', out), String(at)).rejects.toMatchObject(damaged);
    }
    expect(readdirSync(folder).sort()).toEqual(['a', 'store']);
  });

  test('a link in it leads nowhere', async () => {
    const outside = path.join(folder, 'outside');
    mkdirSync(outside);
    mkdirSync(path.join(folder, 'store'));
    symlinkSync(outside, path.join(folder, 'store/m'));
    const source = file('a', Buffer.from('a'));
    await expect(open().put('m/a', source)).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(open().get('m/a', source)).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(open().remove('m/a')).rejects.toMatchObject({ kind: 'forbidden' });
    expect(readdirSync(outside)).toEqual([]);
    expect(await open().list('')).toEqual([]);
  });

  /** A small file system needs a namespace where mounting is allowed; some containers forbid even that. */
  const ways = [['--mount'], ['--user', '--map-root-user', '--mount']];
  const way = ways.find(
    (one) => spawnSync('unshare', [...one, 'mount', '-t', 'tmpfs', 'none', tmpdir()]).status === 0,
  );
  test.skipIf(way === undefined)('a full disk is a clear error, and leaves what was there', async () => {
    const small = file('small', randomBytes(100_000));
    const large = file('large', randomBytes(3_000_000));
    const disk = path.join(folder, 'disk');
    mkdirSync(disk);
    const script = `
      const { openFolderStore } = await import(${JSON.stringify(moduleEntry(import.meta.url, '../../src/platform/objects/folder-store.ts'))});
      const store = openFolderStore('${disk}/store');
      const say = (answer) => console.log(JSON.stringify(answer));
      await store.put('m/a', '${small}');
      await store.put('m/a', '${large}').catch(({ code, kind }) => say({ code, kind }));
      await store.get('m/a', '${disk}/out');
      say(await store.list(''));`;
    const command = [
      `mount -t tmpfs -o size=2m none ${disk}`,
      `${process.execPath} --input-type=module -e "$SCRIPT"`,
      `find ${disk} -name '*.tmp'`,
    ].join(' && ');
    const printed = execFileSync('unshare', [...way!, 'sh', '-c', command], {
      encoding: 'utf8',
      env: { ...process.env, SCRIPT: script },
    });
    expect(
      printed
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([{ code: 'disk_full', kind: 'unavailable' }, [{ name: 'm/a', bytes: 100_000 }]]);
  });
});
