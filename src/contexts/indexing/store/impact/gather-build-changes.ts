import type { Tx } from '../../../../kernel/context.ts';
import { SYMBOL_KINDS } from '../../records.ts';
import type { Config } from '../../schemas-impact.ts';
import { findBuildNames } from '../queries/find-builds.ts';
import { findCallersOf } from '../queries/find-callers-of.ts';
import type { IndexRef } from '../queries/find-index.ts';
import type { ChangedSymbol } from './locate-changes.ts';

/** Rules and symbols that refer to one changed Kconfig symbol. */
const MOST_A_SYMBOL = 100;

/** What changed entries of Kconfig files and Makefiles decide about. */
export async function gatherBuildChanges(
  tx: Tx,
  index: IndexRef,
  changed: readonly ChangedSymbol[],
): Promise<{ configs: Config[]; modules: string[] }> {
  const entries = changed.filter(({ kind }) => kind === SYMBOL_KINDS.config);
  const targets = changed.filter(({ kind }) => kind === SYMBOL_KINDS.target);
  const names = [...new Set(entries.map(({ name }) => name))].map((name) => ({ name, file_id: null }));
  const rows = await findCallersOf(tx, index, names, MOST_A_SYMBOL);
  const dependents = rows.filter(({ kind }) => kind === SYMBOL_KINDS.config);
  const signatures = await findBuildNames(
    tx,
    index,
    'C',
    entries.map(({ name }) => name),
  );
  const modules = [...targets, ...rows.filter(({ kind }) => kind === SYMBOL_KINDS.target)].map(
    ({ name }) => name,
  );
  return {
    configs: [
      ...entries.map(({ name, path, line }) => ({
        name,
        why: 'its Kconfig entry changes',
        file: path,
        line,
        signature: signatures.find((row) => row.path === path && row.name === name)?.signature ?? null,
      })),
      ...dependents.map(({ name, callee, path, line }) => ({
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
