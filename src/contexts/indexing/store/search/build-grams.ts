import type { OwnerConnection } from '../../../../platform/db/types.ts';
import { stopIfAborted } from '../../../../platform/runner/stoppable.ts';
import { connectLoader } from '../load/connect-loader.ts';
import { inTransaction } from '../load/in-transaction.ts';
import type { LoaderDeps } from '../load/types.ts';
import { checkedId, GRAM_TABLE, partitionName } from '../partitions.ts';
import { collectGrams } from './collect-grams.ts';
import { getUnbuilt } from './find-unbuilt.ts';
import { writeGrams } from './write-grams.ts';

export interface BuiltGrams {
  repository: string;
  /** Blocks of names and paths that were read. */
  texts: number;
}

/**
 * Gives a ready index its grams, in one transaction; undefined when it has them already or is not there any more.
 * It is read outside of any transaction, and code_index is never locked: whoever replaces files of the index must not
 * wait for this. What is removed meanwhile stays in the lists, and a search finds it gone.
 */
export async function buildGrams(
  deps: LoaderDeps,
  indexId: number,
  onTexts: (texts: number) => void,
): Promise<BuiltGrams | undefined> {
  const connection = await connectLoader(deps);
  const { tenant, signal } = deps;
  const stop = (): void => (signal === undefined ? undefined : stopIfAborted(signal));
  try {
    const found = await getUnbuilt(connection, tenant, indexId);
    if (found === undefined) return undefined;
    const index = { tenant, id: indexId, lastId: found.lastId };
    let texts = 0;
    const collected = await collectGrams(connection, index, (rows) => {
      stop();
      onTexts((texts += rows));
    });
    await inTransaction(connection, async () => {
      await deps.assertLease((sql, parameters) => connection.query({ sql, parameters }));
      await writeGrams(connection, index, collected, stop);
      await connection.query({ sql: `analyze ${partitionName(GRAM_TABLE, checkedId(indexId))}` });
    });
    return { repository: found.repository, texts };
  } catch (error) {
    // Its tables may have been dropped under this job, which makes its statements fail in ways of their own.
    if (await isThere(connection, tenant, indexId)) throw error;
    return undefined;
  } finally {
    await connection.end();
  }
}

/** A connection that cannot tell has failed itself: the error that led here is the one to report. */
async function isThere(connection: OwnerConnection, tenant: number, indexId: number): Promise<boolean> {
  return getUnbuilt(connection, tenant, indexId).then(
    (found) => found !== undefined,
    () => true,
  );
}
