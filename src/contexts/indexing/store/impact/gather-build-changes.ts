import type { Tx } from '../../../../kernel/context.ts';
import { SYMBOL_KINDS } from '../../records.ts';
import type { Config } from '../../schemas-impact.ts';
import type { GraphSymbol } from '../../domain/graph/graph-types.ts';
import { groupBy } from '../../domain/group-by.ts';
import { readCallers } from '../graph/read-callers.ts';
import { findBuildNames } from '../queries/find-builds.ts';
import type { IndexRef } from '../queries/find-index.ts';

/** Rules and symbols that refer to one changed Kconfig symbol, and to all of them. */
const MOST_A_SYMBOL = 100;
const MOST_REFERRING = 2_000;

/** What changed entries of Kconfig files and Makefiles decide about. */
export async function gatherBuildChanges(
  tx: Tx,
  index: IndexRef,
  changed: readonly GraphSymbol[],
): Promise<{ configs: Config[]; modules: string[] }> {
  const entries = changed.filter(({ kind }) => kind === SYMBOL_KINDS.config);
  const targets = changed.filter(({ kind }) => kind === SYMBOL_KINDS.target);
  const { callers } = await readCallers(
    tx,
    index,
    groupBy(entries, ({ name }) => name),
    { perName: MOST_A_SYMBOL, rows: MOST_REFERRING },
  );
  const referring = callers.map(({ callee, body: { symbol } }) => ({ callee, symbol }));
  const dependents = referring.filter(({ symbol }) => symbol.kind === SYMBOL_KINDS.config);
  const signatures = await findBuildNames(
    tx,
    index,
    'C',
    entries.map(({ name }) => name),
  );
  const built = referring.map(({ symbol }) => symbol).filter(({ kind }) => kind === SYMBOL_KINDS.target);
  const modules = [...targets, ...built].map(({ name }) => name);
  return {
    configs: [
      ...entries.map(({ name, path, line }) => ({
        name,
        why: 'its Kconfig entry changes',
        file: path,
        line,
        signature: signatures.find((row) => row.path === path && row.name === name)?.signature ?? null,
      })),
      ...dependents.map(({ callee, symbol: { name, path, line } }) => ({
        name,
        why: `refers to ${callee}`,
        file: path,
        line,
        signature: null,
      })),
    ],
    modules: [...new Set(modules)].filter((name) => !name.includes('/')),
  };
}
