import type { OwnerConnection } from '../../../../platform/db/types.ts';
import { stopIfAborted } from '../../../../platform/runner/stoppable.ts';
import { analyzePartition } from '../load/build-indexes.ts';
import { connectLoader } from '../load/connect-loader.ts';
import { inTransaction } from '../load/in-transaction.ts';
import { holdRepository } from '../load/repository-lock.ts';
import type { LoaderDeps } from '../load/types.ts';
import { GRAM_TABLE, START_TABLE, TERM_TABLE } from '../partitions.ts';
import { collectGrams } from './collect-grams.ts';
import { collectTerms } from './collect-terms.ts';
import { dropGrams, dropTerms } from './drop-grams.ts';
import { emptyBuckets } from './empty-buckets.ts';
import { getUnbuilt } from './find-unbuilt.ts';
import { packTerms } from './pack-terms.ts';
import { writeGrams } from './write-grams.ts';
import { writeStarts } from './write-starts.ts';
import { writeTerms } from './write-terms.ts';

export interface BuiltSearchLists {
  repository: string;
  /** Rows with names, paths or documentation that were read. */
  texts: number;
}

/**
 * Gives a ready index its dictionary and its grams, in one transaction; undefined when it has them already or is not
 * there any more. Other writers are kept out for the writing alone, which begins anew when they have replaced chunks during the reading.
 * What is removed later stays in the lists, and a search finds it gone.
 */
export async function buildSearchLists(
  deps: LoaderDeps,
  indexId: number,
  onTexts: (texts: number) => void,
): Promise<BuiltSearchLists | undefined> {
  const connection = await connectLoader(deps);
  try {
    for (;;) {
      const outcome = await tryOnce(deps, connection, indexId, onTexts);
      if (outcome !== 'stale') return outcome;
    }
  } catch (error) {
    // Its tables may have been dropped under this job, which makes its statements fail in ways of their own.
    if (await isThere(connection, deps.tenant, indexId)) throw error;
    return undefined;
  } finally {
    await connection.end();
  }
}

async function tryOnce(
  deps: LoaderDeps,
  connection: OwnerConnection,
  indexId: number,
  onTexts: (texts: number) => void,
): Promise<BuiltSearchLists | 'stale' | undefined> {
  const { tenant } = deps;
  const found = await getUnbuilt(connection, tenant, indexId);
  if (found === undefined) return undefined;
  const index = { tenant, id: indexId, lastId: found.lastId };
  let texts = 0;
  const pause = createPause(deps, connection);
  const onRows = async (rows: number): Promise<void> => {
    onTexts((texts += rows));
    await pause();
  };
  // Names first: they take most memory, and are let go when they are packed.
  const { rows, starts, grams } = await packTerms(await collectTerms(connection, index, onRows), pause);
  const collected = await collectGrams(connection, index, onRows);
  const release = await holdRepository(deps, found.repository);
  try {
    // Outside of the transaction, which would keep code_index from the writers of other repositories.
    const now = await getUnbuilt(connection, tenant, indexId);
    if (now === undefined) return undefined;
    if (now.stamp !== found.stamp) return 'stale';
    await inTransaction(connection, async () => {
      await deps.assertLease((sql, parameters) => connection.query({ sql, parameters }));
      await dropGrams(connection, index);
      await dropTerms(connection, index);
      await writeTerms(connection, index, rows, pause);
      await writeStarts(connection, index, starts, pause);
      await writeGrams(connection, index, [grams, ...collected], pause);
      for (const table of [GRAM_TABLE, TERM_TABLE, START_TABLE]) {
        await analyzePartition(connection, table, indexId);
      }
      await emptyBuckets(connection, deps, index);
    });
    return { repository: found.repository, texts };
  } finally {
    await release();
  }
}

/** Milliseconds between looks at whether others wait. */
const LOOK_EVERY_MS = 200;

/** Makes what is called between steps: it ends the job when it is told to stop, or lets another go first. */
function createPause(deps: LoaderDeps, connection: OwnerConnection): () => Promise<void> {
  const { signal, giveWay } = deps;
  let looked = performance.now();
  return async () => {
    if (signal !== undefined) stopIfAborted(signal);
    if (giveWay === undefined || performance.now() - looked < LOOK_EVERY_MS) return;
    await giveWay((sql, parameters) => connection.query({ sql, parameters }));
    looked = performance.now();
  };
}

/** A connection that cannot tell has failed itself: the error that led here is the one to report. */
async function isThere(connection: OwnerConnection, tenant: number, indexId: number): Promise<boolean> {
  return getUnbuilt(connection, tenant, indexId).then(
    (found) => found !== undefined,
    () => true,
  );
}
