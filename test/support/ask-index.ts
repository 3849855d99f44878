import type { AnyOperation } from '../../src/kernel/operation.ts';
import { indexDatabase } from './index-database.ts';
import { SAMPLE_CHUNKS } from './index-sample.ts';
import { loadIndex } from './load-index.ts';
import { caller, runnerOn } from './runner.ts';

/** Asks an operation of an index. */
export type Ask = (operation: AnyOperation, input: unknown) => Promise<Record<string, unknown>>;

/** A database that holds the sample as `/src/linux`, and a way to ask it. */
export async function askableSample(): Promise<{ ask: Ask; drop: () => Promise<void> }> {
  const db = await indexDatabase();
  const run = runnerOn(db.database);
  await loadIndex(db.database, '/src/linux', SAMPLE_CHUNKS);
  return {
    ask: (operation, input) => run(operation, caller(), input) as Promise<Record<string, unknown>>,
    drop: () => db.drop(),
  };
}
