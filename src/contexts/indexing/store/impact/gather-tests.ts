import type { Tx } from '../../../../kernel/context.ts';
import { customTestPaths, isTestPath } from '../../domain/is-test-path.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { findPaths } from '../queries/find-paths.ts';

/** Changed files whose tests are looked for by their names. */
const MOST_FILES = 100;

/**
 * Tests of what changes: those among the changed files and among the files that call or include them, those that lie
 * where tests of a file lie by custom, and those that the maintainers of the files look after.
 *
 * @param reaching Files that call or include what changes.
 * @param related What the maintainers look after.
 */
export async function gatherTests(
  tx: Tx,
  index: IndexRef,
  changed: readonly string[],
  reaching: readonly string[],
  related: readonly string[],
): Promise<string[]> {
  const custom = await findPaths(tx, index, changed.slice(0, MOST_FILES).flatMap(customTestPaths));
  const found = [...changed, ...custom, ...reaching].filter(isTestPath);
  return [...new Set([...found, ...related.filter(isTestPath)])];
}
