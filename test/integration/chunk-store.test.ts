import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifyManifest } from '../../src/app/verify-manifest.ts';
import { readSettings } from '../../src/app/settings.ts';
import { createChunkStore } from '../../src/contexts/indexing/index.ts';
import { createIndexRepository } from '../../src/contexts/indexing/handlers/index-repository.ts';
import { createProcessChunks } from '../../src/contexts/indexing/handlers/process-chunks.ts';
import { createDeleteManifest } from '../../src/contexts/indexing/operations/manifests/delete.ts';
import type { IndexRepositoryResult, ProcessChunksResult } from '../../src/contexts/indexing/schemas-job.ts';
import { findManifest } from '../../src/contexts/indexing/store/chunks/find-manifest.ts';
import { registerManifest } from '../../src/contexts/indexing/store/chunks/register-manifest.ts';
import { listManifests } from '../../src/contexts/indexing/store/chunks/list-manifests.ts';
import type { ObjectStore } from '../../src/platform/objects/object-store.ts';
import { openJetStreamStore } from '../../src/platform/objects/jetstream-store.ts';
import { silentLog } from '../../src/platform/log/create-log.ts';
import { putCTree } from '../support/c-tree.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { readContent } from '../support/index-content.ts';
import { jobContext } from '../support/job-context.ts';
import { type NatsServer, startNatsServer } from '../support/nats-server.ts';

let db: TestDatabase;
let server: NatsServer;
let scratch: string;
let root: string;
let objects: ObjectStore;
beforeAll(async () => {
  [db, server] = await Promise.all([testDatabase(), startNatsServer()]);
});
afterAll(async () => {
  await db.drop();
  await server.stop();
});
beforeEach(() => {
  scratch = mkdtempSync(path.join(tmpdir(), 'keelson-chunk-store-'));
  root = path.join(scratch, 'tree');
  putCTree(root, 0.3);
  objects = openJetStreamStore({ url: server.url, bucket: bucketOf(), replicas: 1 });
});
afterEach(async () => {
  await objects.close();
  rmSync(scratch, { recursive: true, force: true });
});

const bucketOf = (): string => path.basename(scratch).replaceAll(/\W/g, '');
/** What a worker on a machine of its own works with. */
const machine = (name: string, store: ObjectStore | undefined = objects) => ({
  database: db.database,
  home: path.join(scratch, name),
  git: { hosts: [], roots: [], maxBytes: 1e9 },
  log: silentLog,
  findActiveJobs: () => Promise.resolve(new Set<string>()),
  ...(store !== undefined && { chunkStore: createChunkStore(store) }),
});
const context = () => jobContext({ tenant: 1, jobId: randomUUID() });
const index = (on = machine('one'), request = {}) =>
  createIndexRepository(on).run(
    context(),
    { folder_path: root, chunk_size: 64_000, parallel: 2, ...request },
    () => undefined,
  ) as Promise<IndexRepositoryResult>;
const load = (manifestId: string, on = machine('two')): Promise<ProcessChunksResult> =>
  createProcessChunks(on).run(
    context(),
    { manifest_id: manifestId, own_chunks_only: false },
    () => undefined,
  );
const stored = async (): Promise<string[]> => (await objects.list('')).map(({ name }) => name);
const filesOf = ({ manifest_id: id, manifest }: IndexRepositoryResult): string[] =>
  readdirSync(path.dirname(manifest))
    .filter((name) => name.endsWith('.json'))
    .map((name) => `1/${id}/${name}`)
    .sort();
const remove = (manifestId: string): Promise<unknown> =>
  db.database.tenant(1, (tx) =>
    createDeleteManifest({
      ...machine('server'),
      enqueue: () => Promise.reject(new Error('not here')),
      resolveFolder: (folder) => Promise.resolve(folder),
      readManifest: () => {
        throw new Error('not here');
      },
    }).run({ ...context(), requestId: 'r', now: new Date(), tx }, { manifest_id: manifestId }),
  );

describe('chunk files of one machine', () => {
  test('are stored with their manifest, and loaded by another that has none of them', async () => {
    const made = await index();
    expect(await stored()).toEqual(filesOf(made));
    expect((await stored()).length).toBeGreaterThan(4);
    const content = await readContent(db.database, root);
    rmSync(path.join(scratch, 'one'), { recursive: true });
    const other = '/elsewhere';
    await db.database.tenant(1, async (tx) => {
      const { document: manifest, folder } = await findManifest(tx, 1, made.manifest_id);
      await registerManifest(tx, 1, { manifest, folder, repository: other });
    });
    expect(await load(made.manifest_id)).toMatchObject({ published: true, repository: other });
    expect(await readContent(db.database, other)).toEqual(content);
    expect(readdirSync(path.join(scratch, 'two/scratch'))).toEqual([]);
  });

  test('are taken from the store where the local ones are damaged or of another run', async () => {
    const made = await index(machine('one'), { no_load: true });
    const folder = path.dirname(made.manifest);
    const [first, second] = readdirSync(folder).filter((name) => /_\d+\.json$/.test(name));
    appendFileSync(path.join(folder, first!), ' ');
    rmSync(path.join(folder, second!));
    expect(await load(made.manifest_id)).toMatchObject({ published: true, chunks: { failed: 0 } });
  });

  test('that nobody has any more are missing, as ever', async () => {
    const made = await index(machine('one'), { no_load: true });
    const [name] = await stored();
    await objects.remove(name!);
    rmSync(path.join(scratch, 'one'), { recursive: true });
    await expect(load(made.manifest_id)).rejects.toMatchObject({
      code: 'chunks_failed',
      message: expect.stringContaining('missing'),
    });
  });

  test('are verified from the store, by the id of the manifest', async () => {
    const made = await index(machine('one'), { no_load: true });
    const settings = await readSettings(
      { home: path.join(scratch, 'three') },
      { KEELSON_NATS_URL: server.url, KEELSON_NATS_BUCKET: bucketOf() },
    );
    const verified = { manifest_id: made.manifest_id, total_chunks: made.chunks };
    expect(await verifyManifest(settings, made.manifest_id.slice(0, 8))).toMatchObject(verified);
    rmSync(path.join(path.dirname(made.manifest), path.basename((await stored())[0]!)));
    expect(await verifyManifest(settings, made.manifest)).toMatchObject(verified);
    await expect(verifyManifest(settings, 'ffff')).rejects.toMatchObject({ code: 'manifest_not_found' });
    const chunk = (await stored()).find((name) => /_\d+\.json$/.test(name))!;
    const bad = path.join(scratch, 'bad');
    writeFileSync(bad, 'no chunk');
    await objects.put(chunk, bad);
    await expect(verifyManifest(settings, made.manifest_id)).rejects.toMatchObject({ code: 'chunk_invalid' });
    expect(readdirSync(path.join(scratch, 'three/scratch'))).toEqual([]);
  });
});

describe('the chunk store', () => {
  test('is not told twice what it has, and what is lost from it is stored again', async () => {
    const made = await index();
    const before = await stored();
    await objects.remove(before[0]!);
    expect((await index()).manifest_id).toBe(made.manifest_id);
    expect(await stored()).toEqual(before);
  });

  test('keeps the latest two manifests of a folder, and none that is deleted', async () => {
    const runs = [await index()];
    for (const value of [1, 2]) {
      writeFileSync(path.join(root, `new${value}.c`), `int new${value}(void)\n{\n\treturn ${value};\n}\n`);
      runs.push(await index());
    }
    const held = async (): Promise<string[]> => [
      ...new Set((await stored()).map((name) => name.split('/')[1]!)),
    ];
    expect((await held()).sort()).toEqual([runs[1]!.manifest_id, runs[2]!.manifest_id].sort());
    await remove(runs[2]!.manifest_id);
    expect(await held()).toEqual([runs[1]!.manifest_id]);
    expect(existsSync(runs[2]!.manifest)).toBe(true);
  });

  test('that is away fails the run with an error to try again after, and nobody hears of the manifest', async () => {
    const away = await startNatsServer();
    const store = openJetStreamStore({ url: away.url, bucket: 'b', replicas: 1, patienceMs: 500 });
    await away.stop();
    const known = () => db.database.tenant(1, (tx) => listManifests(tx, 1, { repository: root, limit: 10 }));
    for (const request of [{}, { no_load: true }]) {
      await expect(index(machine('one', store), request)).rejects.toMatchObject({
        kind: 'unavailable',
        code: 'object_store_unreachable',
      });
      expect(await known()).toEqual([]);
    }
    await store.close();
    expect(await index()).toMatchObject({ repository: root });
    expect(await known()).toHaveLength(1);
    const gone = openJetStreamStore({ url: away.url, bucket: 'b', replicas: 1, patienceMs: 500 });
    await gone.close();
  });
});
