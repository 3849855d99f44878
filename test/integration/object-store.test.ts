import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Objm } from '@nats-io/obj';
import { connect } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../src/platform/objects/object-store.ts';
import { type ObjectPlace, openObjectStore } from '../../src/platform/objects/open-object-store.ts';
import { type NatsServer, startNatsServer } from '../support/nats-server.ts';

let server: NatsServer;
let folder: string;
let opened: ObjectStore[] = [];
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(() => server.stop());
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keelson-objects-'));
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const bucketOf = (): string => `b${path.basename(folder).replaceAll(/\W/g, '')}`;
const places: Record<string, () => ObjectPlace> = {
  folder: () => ({ kind: 'folder', folder: path.join(folder, 'store') }),
  JetStream: () => ({ kind: 'jetstream', url: server.url, bucket: bucketOf(), replicas: 1 }),
};
const open = (kind: string): ObjectStore => {
  const store = openObjectStore(places[kind]!());
  opened.push(store);
  return store;
};
/** A local file of these bytes. */
const source = (bytes: Uint8Array | string): string => {
  const file = path.join(folder, `source-${randomBytes(4).toString('hex')}`);
  writeFileSync(file, bytes);
  return file;
};
/** What the store gives under a name. */
const fetched = async (store: ObjectStore, name: string): Promise<Buffer> => {
  const into = path.join(folder, 'into');
  mkdirSync(into, { recursive: true });
  const file = path.join(into, 'fetched');
  await store.get(name, file);
  expect(readdirSync(into)).toEqual(['fetched']);
  const bytes = readFileSync(file);
  rmSync(file);
  return bytes;
};

describe.each(Object.keys(places))('the object store on %s', (kind) => {
  test.each([0, 1, 524_287, 524_288, 524_289, 3_000_000])(
    'gives back the %d bytes that were put',
    async (size) => {
      const bytes = randomBytes(size);
      await open(kind).put('m/chunk_001.json', source(bytes));
      expect((await fetched(open(kind), 'm/chunk_001.json')).equals(bytes)).toBe(true);
      expect(await open(kind).list('')).toEqual([{ name: 'm/chunk_001.json', bytes: size }]);
    },
  );

  test('puts in place of what was there', async () => {
    const store = open(kind);
    await store.put('a', source(randomBytes(1_500_000)));
    await store.put('a', source('second'));
    expect((await fetched(store, 'a')).toString()).toBe('second');
    expect(await store.list('')).toEqual([{ name: 'a', bytes: 6 }]);
  });

  test('lists by the beginning of names, in their order', async () => {
    const store = open(kind);
    for (const name of ['b/2', 'b/10', 'a/x/y', 'ab', 'b.c/+_-']) await store.put(name, source(name));
    const names = async (prefix: string): Promise<string[]> =>
      (await store.list(prefix)).map(({ name }) => name);
    expect(await names('')).toEqual(['a/x/y', 'ab', 'b.c/+_-', 'b/10', 'b/2']);
    expect(await names('a')).toEqual(['a/x/y', 'ab']);
    expect(await names('a/')).toEqual(['a/x/y']);
    expect(await names('b/1')).toEqual(['b/10']);
    expect(await names('c')).toEqual([]);
  });

  test('removes for good, and what is not there without a word', async () => {
    const store = open(kind);
    await store.remove('none/such');
    await store.put('m/a', source('a'));
    await store.put('m/b', source('b'));
    await store.remove('m/a');
    await store.remove('m/a');
    expect(await store.list('')).toEqual([{ name: 'm/b', bytes: 1 }]);
    await expect(fetched(store, 'm/a')).rejects.toMatchObject({
      kind: 'not_found',
      code: 'object_not_found',
    });
    await store.put('m/a', source('again'));
    expect((await fetched(store, 'm/a')).toString()).toBe('again');
  });

  test('refuses names that lead elsewhere, whatever is asked', async () => {
    const store = open(kind);
    const file = source('x');
    const long = 'a'.repeat(513);
    for (const name of [
      '',
      '/etc/x',
      '../x',
      'a/../../x',
      'a/./b',
      'a//b',
      'a/',
      'a\\b',
      'a b',
      'é',
      'a\0',
      long,
    ]) {
      const refusal = { kind: 'invalid', code: 'object_name' };
      await expect(store.put(name, file), name).rejects.toMatchObject(refusal);
      await expect(store.get(name, file), name).rejects.toMatchObject(refusal);
      await expect(store.remove(name), name).rejects.toMatchObject(refusal);
    }
    expect(readFileSync(file, 'utf8')).toBe('x');
    expect(await store.list('')).toEqual([]);
    expect(await store.list('../')).toEqual([]);
  });

  test('says when the local file cannot be read or written, and leaves nothing', async () => {
    const store = open(kind);
    await expect(store.put('a', path.join(folder, 'missing'))).rejects.toMatchObject({
      code: 'file_not_found',
    });
    await expect(store.put('a', folder)).rejects.toMatchObject({ code: 'file_not_found' });
    expect(await store.list('')).toEqual([]);
    await store.put('a', source('a'));
    await expect(store.get('a', path.join(folder, 'no/such/file'))).rejects.toMatchObject({
      code: 'file_not_found',
    });
    expect(existsSync(path.join(folder, 'no'))).toBe(false);
  });

  test('many put one name at once, and readers meanwhile, see one of them whole', async () => {
    const versions = Array.from({ length: 6 }, (_, index) => Buffer.alloc(700_000 + index, index + 1));
    const files = versions.map((bytes) => source(bytes));
    await open(kind).put('a', files[0]!);
    const reads = open(kind);
    const state = { done: false };
    const writing = Promise.all(
      files.map(async (file) => {
        // Losing five times over is told, and is no damage.
        await open(kind)
          .put('a', file)
          .catch((error: unknown) => expect(error).toMatchObject({ code: 'object_contended' }));
      }),
    ).finally(() => (state.done = true));
    do {
      const bytes = await fetched(reads, 'a');
      expect(versions.some((version) => version.equals(bytes))).toBe(true);
    } while (!state.done);
    await writing;
    expect(await reads.list('')).toHaveLength(1);
  });
});

describe('a bucket', () => {
  test('is one that the library of NATS reads and writes too', async () => {
    const store = open('JetStream');
    const bytes = randomBytes(1_200_000);
    await store.put('m/ours', source(bytes));
    const connection = await connect({ servers: server.url });
    const bucket = await new Objm(connection).open(bucketOf());
    expect(Buffer.from((await bucket.getBlob('m/ours'))!).equals(bytes)).toBe(true);
    await bucket.putBlob({ name: 'm/theirs' }, bytes);
    expect((await fetched(store, 'm/theirs')).equals(bytes)).toBe(true);
    await bucket.delete('m/ours');
    expect(await store.list('')).toEqual([{ name: 'm/theirs', bytes: bytes.length }]);
    await expect(fetched(store, 'm/ours')).rejects.toMatchObject({ code: 'object_not_found' });
    await store.remove('m/theirs');
    expect(await bucket.getBlob('m/theirs')).toBeNull();
    expect((await bucket.status()).streamInfo.state.messages).toBe(1);
    await connection.close();
  });

  test('has nothing left over of objects that were replaced or removed', async () => {
    const store = open('JetStream');
    for (const size of [2_000_000, 1_000_000, 10]) await store.put('a', source(randomBytes(size)));
    await Promise.all([1, 2, 3].map(() => open('JetStream').put('b', source('the same'))));
    const connection = await connect({ servers: server.url });
    const bucket = await new Objm(connection).open(bucketOf());
    expect((await bucket.status()).streamInfo.state.messages).toBe(4);
    for (const name of ['a', 'b']) await store.remove(name);
    expect((await bucket.status()).streamInfo.state.messages).toBe(0);
    await connection.close();
  });
});
