import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../../kernel/errors.ts';
import type { ObjectStore } from '../../../platform/objects/object-store.ts';
import type { PlannedChunk } from '../domain/chunk-plan.ts';
import { chunkFileName } from '../pipeline/build-manifest.ts';
import type { WrittenChunk } from '../pipeline/chunk-facts.ts';
import { generatorName } from '../pipeline/generator.ts';
import { readSharedPlan, type SharedPlan, writeSharedPlan } from '../pipeline/shared-plan.ts';

/** What the parts of one job leave for each other: the plan, chunk files, and what is known of each. */
export interface ShardStore {
  putPlan(plan: SharedPlan): Promise<void>;
  /** @throws AppError `plan_gone`, `scanner_differs` */
  getPlan(): Promise<SharedPlan>;
  /** Stores a chunk's file and, when that is there for sure, its facts. */
  putChunk(chunk: WrittenChunk, number: number, folder: string): Promise<void>;
  /** What is known of those of these chunks that are stored whole. */
  facts(chunks: readonly PlannedChunk[]): Promise<WrittenChunk[]>;
  /** Writes a stored chunk's file into a folder; answers what is then known of it. */
  getChunk(chunk: WrittenChunk, number: number, folder: string): Promise<WrittenChunk>;
  /** Removes everything. */
  clear(): Promise<void>;
}

/** Kind of the jobs that are parts of an index job. */
export const SHARD_KIND = 'indexing.index_shard';

/** Objects of all parts of jobs. */
const ROOT = 'shards';

/** Opens the store of a job; `scratch` is a folder of the caller's own on this machine. */
export function openShardStore(
  objects: ObjectStore,
  { tenant, jobId }: { tenant: number; jobId: string },
  scratch: string,
): ShardStore {
  const prefix = `${ROOT}/${tenant}/${jobId}`;
  mkdirSync(scratch, { recursive: true });
  const temporary = (name: string): string => path.join(scratch, `.object-${name}`);
  const chunkName = (number: number): string => `${prefix}/chunk/${number}`;
  const factsName = (number: number): string => `${prefix}/facts/${number}`;
  return {
    async putPlan(plan) {
      const file = temporary('plan');
      writeSharedPlan(file, plan);
      await objects.put(`${prefix}/plan`, file);
      rmSync(file);
    },
    async getPlan() {
      const file = temporary('plan');
      try {
        await objects.get(`${prefix}/plan`, file);
        return ofThisScanner(readSharedPlan(file));
      } catch (error) {
        if (error instanceof AppError && error.code === 'object_not_found') throw planGone();
        throw error;
      } finally {
        rmSync(file, { force: true });
      }
    },
    async putChunk(chunk, number, folder) {
      await objects.put(chunkName(number), path.join(folder, chunkFileName(chunk.id)));
      const file = temporary(`facts-${number}`);
      writeFileSync(file, JSON.stringify(chunk));
      await objects.put(factsName(number), file);
      rmSync(file);
    },
    async facts(chunks) {
      const stored = new Set((await objects.list(`${prefix}/facts/`)).map(({ name }) => name));
      const found: WrittenChunk[] = [];
      for (const { number } of chunks.filter((chunk) => stored.has(factsName(chunk.number)))) {
        const file = temporary(`facts-${number}`);
        await objects.get(factsName(number), file);
        found.push(JSON.parse(readFileSync(file, 'utf8')) as WrittenChunk);
        rmSync(file);
      }
      return found;
    },
    async getChunk(chunk, number, folder) {
      const file = path.join(folder, chunkFileName(chunk.id));
      await objects.get(chunkName(number), file);
      return { ...chunk, mtimeMs: statSync(file).mtimeMs };
    },
    async clear() {
      for (const { name } of await objects.list(`${prefix}/`)) await objects.remove(name);
    },
  };
}

function planGone(): AppError {
  return new AppError(
    'unavailable',
    'plan_gone',
    'What the parts of this job go by is not in the object store; see that all workers use the same one, then index again',
  );
}

function ofThisScanner(plan: SharedPlan): SharedPlan {
  if (plan.generator === generatorName()) return plan;
  throw new AppError(
    'unavailable',
    'scanner_differs',
    `This worker is ${generatorName()} and the job was begun by ${plan.generator}; run one version on all workers`,
  );
}

/**
 * Removes what parts of jobs have left that are over: jobs that failed, were cancelled, or whose last step was cut off.
 * @param isActive Which of these jobs are queued or running.
 */
export async function clearOldShards(
  objects: ObjectStore,
  tenant: number,
  isActive: (jobIds: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<void> {
  const stored = await objects.list(`${ROOT}/${tenant}/`);
  const jobOf = (name: string): string => name.split('/')[2] ?? '';
  const active = await isActive([...new Set(stored.map(({ name }) => jobOf(name)))]);
  for (const { name } of stored) if (!active.has(jobOf(name))) await objects.remove(name);
}

/** A folder on this machine for one run of a part, empty. */
export function openScratch(home: string, jobId: string): { folder: string; remove(): void } {
  const folder = path.join(home, ROOT, jobId);
  if (existsSync(folder)) rmSync(folder, { recursive: true });
  mkdirSync(folder, { recursive: true });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
