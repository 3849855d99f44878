import { mkdirSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { createIndexRepository } from '../../src/contexts/indexing/handlers/index-repository.ts';
import type { IndexRepositoryDeps } from '../../src/contexts/indexing/handlers/index-repository.ts';
import { createIndexShard } from '../../src/contexts/indexing/handlers/index-shard.ts';
import type { IndexJob } from '../../src/contexts/indexing/schemas-git.ts';
import type {
  IndexRepositoryResult,
  IndexShard,
  IndexShardResult,
} from '../../src/contexts/indexing/schemas-job.ts';
import type { ChildJob, ChildResult, JobContext } from '../../src/kernel/job.ts';
import type { Database } from '../../src/platform/db/types.ts';
import { silentLog } from '../../src/platform/log/create-log.ts';
import { openFolderStore } from '../../src/platform/objects/folder-store.ts';
import { jobContext } from './job-context.ts';

/** Thrown by a job that hands out others. */
class HandedOut extends Error {
  readonly children: readonly ChildJob[];
  constructor(children: readonly ChildJob[]) {
    super('handed out');
    this.children = children;
  }
}

/** An index job whose parts are run one by one, each as on a machine of its own, without a queue. */
export interface SharedIndex {
  /** Runs the job until it hands out its parts; undefined when it ends without. */
  plan(): Promise<IndexShard[] | undefined>;
  /** Runs a part, on a machine that is new unless it is said which. */
  shard(part: IndexShard, context?: Partial<JobContext>, home?: string): Promise<IndexShardResult>;
  /** Runs the job again, on another machine, with what the parts have answered. */
  assemble(results: readonly IndexShardResult[], request?: Partial<IndexJob>): Promise<IndexRepositoryResult>;
  /** A data folder that nobody has used. */
  newHome(): string;
  /** Names of what is in the object store. */
  stored(): Promise<string[]>;
}

const JOB = '01980000-0000-7000-8000-000000000001';

/** Sets up a shared index of a folder; `scratch` holds the machines' homes and the object store. */
export function shareIndex(database: Database, scratch: string, request: Partial<IndexJob>): SharedIndex {
  mkdirSync(scratch, { recursive: true });
  const objects = openFolderStore(path.join(scratch, 'objects'));
  const newHome = (): string => mkdtempSync(path.join(scratch, 'home-'));
  const depsAt = (home: string): IndexRepositoryDeps => ({
    database,
    home,
    objects,
    git: { hosts: [], roots: [], maxBytes: 1e9 },
    findActiveJobs: () => Promise.resolve(new Set<string>()),
    log: silentLog,
  });
  const handOut = (children: readonly ChildJob[]): never => {
    throw new HandedOut(children);
  };
  const run = (context: Partial<JobContext>, input: IndexJob): Promise<unknown> =>
    createIndexRepository(depsAt(newHome())).run(
      jobContext({ jobId: JOB, handOut, ...context }),
      input,
      () => undefined,
    );
  let parts = 0;
  return {
    newHome,
    async plan() {
      try {
        await run({}, { parallel: 2, ...request });
        return undefined;
      } catch (error) {
        if (error instanceof HandedOut) return error.children.map(({ input }) => input as IndexShard);
        throw error;
      }
    },
    shard: (part, context = {}, home = newHome()) =>
      createIndexShard(depsAt(home)).run(
        jobContext({ jobId: `part-${(parts += 1)}`, ...context }),
        part,
        () => undefined,
      ),
    async assemble(results, more = {}) {
      const children = results.map((result): ChildResult => ({ jobId: 'part', input: {}, result }));
      const answer = await run(
        { childResults: () => Promise.resolve(children) },
        { parallel: 2, ...request, ...more },
      );
      return answer as IndexRepositoryResult;
    },
    stored: async () => (await objects.list('')).map(({ name }) => name),
  };
}
