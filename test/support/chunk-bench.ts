import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import { allOperations } from '../../src/app/catalogue.ts';
import type { ChildSettings } from '../../src/app/job-child.ts';
import { createWorker, type Job, type JobWorker } from '../../src/contexts/jobs/index.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { newId } from '../../src/kernel/ids.ts';
import { createAuthenticator } from '../../src/platform/auth/authenticate.ts';
import { createHttpApp } from '../../src/platform/http/create-http-app.ts';
import { listen } from '../../src/platform/http/listen.ts';
import { silentLog } from '../../src/platform/log/create-log.ts';
import { programEntry } from '../../src/platform/processes/program-entry.ts';
import { createTrace } from '../../src/platform/telemetry/trace.ts';
import { manifestIdOf } from '../../src/contexts/indexing/pipeline/build-manifest.ts';
import type { Manifest } from '../../src/contexts/indexing/schemas-chunk.ts';
import type { ChunkState, ChunkStatesAnswer } from '../../src/contexts/indexing/schemas-manifest.ts';
import { cSource, put } from './c-tree.ts';
import { testDatabase } from './database.ts';
import { eventually } from './eventually.ts';
import { index } from './index-run.ts';
import { temporaryFolder } from './keelson.ts';
import { runnerOn } from './runner.ts';

export const CHUNK_SIZE = 64_000;

/** Writes a tree of C that makes 60 chunks of at most 64 KB: 12 subsystems of five. */
export function putSixtyChunks(root: string): void {
  for (const subsystem of SUBSYSTEMS) {
    for (let file = 0; file < 5; file += 1) {
      const name = `${subsystem}/file_${file}.c`;
      put(root, name, cSource(name, 36_000));
    }
  }
}

export const SUBSYSTEMS = 'block crypto fs init ipc kernel lib mm net security sound virt'.split(' ');

/** An answer over HTTP. */
export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** A server on a database of its own, chunk files, and a worker that is started by the test. */
export interface ChunkBench {
  folder: string;
  tree: string;
  /** Folder of the chunk files, and what they are listed in. */
  chunks: string;
  manifest: Manifest;
  url: string;
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Queues a load, and answers its job. */
  load(settings?: Record<string, unknown>): Promise<string>;
  /** Waits until the job is in one of the states. */
  ended(jobId: string, ...statuses: Job['status'][]): Promise<Job>;
  states(manifestId?: string): Promise<ChunkStatesAnswer>;
  sql<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Chunks whose rows are in the repository's newest index: what was written, whatever states and logs say. */
  written(): Promise<{ chunk: number; committed_at: Date }[]>;
  /** Forgets manifests and indexes. */
  clear(): Promise<void>;
  /** A statement as the owner of the tables. */
  owner(sql: string): Promise<void>;
  /** Starts a worker; `settings` for its job processes. */
  worker(settings?: Partial<ChildSettings>): Promise<JobWorker>;
  /** Rows of the repository's index, by table, without what differs from load to load. */
  rows(repository?: string): Promise<Record<string, unknown[]>>;
  close(): Promise<void>;
}

/** Sets up a bench; with `requireKey`, requests need an API key. */
export async function chunkBench(options: { requireKey?: boolean } = {}): Promise<ChunkBench> {
  const place = temporaryFolder('chunks');
  const [tree, chunks] = [path.join(place.path, 'tree'), path.join(place.path, 'out')];
  putSixtyChunks(tree);
  const { manifest } = await index(tree, chunks, { chunkSize: CHUNK_SIZE });
  const db = await testDatabase();
  const run = runnerOn(db.database);
  const app = createHttpApp({
    operations: allOperations({}),
    run,
    auth: createAuthenticator({
      database: db.database,
      clock: systemClock,
      requireKey: options.requireKey === true,
    }),
    config: { allowedHosts: [], allowedOrigins: [] },
    health: { contributors: [], version: '1.2.3', instance: 'test' },
    log: silentLog,
    trace: createTrace(() => randomBytes(16).toString('hex')),
    newId: () => newId(),
  });
  const listener = await listen(app, { host: '127.0.0.1', port: 0 });
  const workers: JobWorker[] = [];

  const request: ChunkBench['request'] = async (method, where, body, headers = {}) => {
    const response = await fetch(`${listener.url}${where}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const sql: ChunkBench['sql'] = (text, parameters = []) =>
    db.database.tenant(1, (tx) => tx.query({ sql: text, parameters }));

  const owner: ChunkBench['owner'] = async (text) => {
    const connection = await db.database.connectOwner();
    try {
      await connection.query({ sql: text });
    } finally {
      await connection.end();
    }
  };

  return {
    folder: place.path,
    tree,
    chunks,
    manifest,
    url: listener.url,
    request,
    sql,
    async load(settings = {}) {
      const { status, body } = await request('POST', '/api/v1/manifests', { manifest: chunks, ...settings });
      if (status !== 202) throw new Error(JSON.stringify(body));
      return String(body['job_id']);
    },
    ended: (jobId, ...statuses) =>
      eventually(
        async () => {
          const { body } = await request('GET', `/index/jobs/${jobId}`);
          const job = body as unknown as Job;
          return statuses.includes(job.status) ? job : undefined;
        },
        `job ${jobId} to be ${statuses.join(' or ')}`,
        60_000,
      ),
    async states(manifestId) {
      const which = manifestId === undefined ? '' : `?manifest_id=${manifestId}`;
      return (await request('GET', `/api/v1/chunks${which}`)).body as unknown as ChunkStatesAnswer;
    },
    written: () =>
      sql(
        `select chunk, committed_at from keelson.index_chunk where index_id = (
          select max(id) from keelson.code_index where repository = $1 and state <> 'superseded') order by chunk`,
        [tree],
      ),
    async clear() {
      await sql('delete from keelson.index_manifest');
      await owner('set app.tenant_id = 1; delete from keelson.index_chunk; delete from keelson.code_index');
    },
    owner,
    async worker(settings = {}) {
      const worker = createWorker({
        database: db.database,
        log: silentLog,
        childEntry: programEntry('job-child'),
        childSettings: {
          target: db.target,
          home: place.path,
          sharesChunks: false,
          objects: { kind: 'folder', folder: path.join(place.path, 'objects') },
          git: { hosts: [], roots: [], maxBytes: 1e9 },
          logLevel: 'silent',
          ...settings,
        } satisfies ChildSettings,
        leaseSeconds: 3,
        pollMs: 100,
        backoffSeconds: 0,
      });
      await worker.start();
      workers.push(worker);
      return worker;
    },
    async rows(repository = tree) {
      const found: Record<string, unknown[]> = {};
      for (const table of ['file', 'symbol', 'posting', 'macro', 'entrypoint', 'name']) {
        found[table] = await sql(
          `select to_jsonb(t) - 'tenant_id' - 'index_id' as row from keelson.index_${table} t
            where index_id = (select id from keelson.code_index where repository = $1 and state = 'ready')
            order by 1`,
          [repository],
        );
      }
      return found;
    },
    async close() {
      for (const worker of workers) await worker.stop({ drain: false });
      await listener.close();
      await db.drop();
      place.remove();
    },
  };
}

/** States by chunk, as far as a test looks at them. */
export function byStatus(answer: ChunkStatesAnswer): Record<ChunkState['status'], string[]> {
  const found: Record<ChunkState['status'], string[]> = {
    pending: [],
    processing: [],
    completed: [],
    failed: [],
  };
  for (const { chunk_id: id, status } of answer.chunks) found[status].push(id);
  return found;
}

/** A copy of chunk files with one chunk forged: the manifest agrees with the forgery, or not. */
export function forgeChunk(
  bench: ChunkBench,
  name: string,
  ordinal: number,
  forge: (text: string) => string,
  agree: boolean,
): { folder: string; chunkId: string; manifestId: string } {
  const folder = path.join(bench.folder, name);
  rmSync(folder, { recursive: true, force: true });
  cpSync(bench.chunks, folder, { recursive: true });
  const manifest = structuredClone(bench.manifest);
  const chunk = manifest.chunks[ordinal - 1]!;
  const file = path.join(folder, chunk.file);
  const text = forge(readFileSync(file, 'utf8'));
  writeFileSync(file, text);
  if (agree) {
    chunk.size_bytes = Buffer.byteLength(text);
    chunk.checksum_sha256 = createHash('sha256').update(text).digest('hex');
    manifest.manifest_id = manifestIdOf(manifest);
    writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
  }
  return { folder, chunkId: chunk.id, manifestId: manifest.manifest_id };
}
