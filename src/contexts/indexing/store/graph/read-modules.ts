import type { Tx } from '../../../../kernel/context.ts';
import { importRuleOf } from '../../domain/resolve-import/rules.ts';
import { foldersAbove } from '../../domain/resolve-import/paths.ts';
import { modulesOf } from '../../domain/resolve-import/read-import.ts';
import type { Importer } from '../../domain/resolve-import/read-import.ts';
import { NO_MODULES } from '../../domain/resolve-import/types.ts';
import type { Modules } from '../../domain/resolve-import/types.ts';
import { SYMBOL_KINDS } from '../../records.ts';
import { findFileSymbols } from '../queries/find-file-symbols.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { fileOf } from '../partitions.ts';

/** Files that are read of those that declare one module: a namespace may be spread over hundreds. */
const MOST_FILES = 2000;
const LAST_LINE = 2_147_483_647;

/**
 * Which files declare the modules that these imports name. Most languages say by paths what they mean, and then
 * nothing is read.
 */
export async function readModules(
  tx: Tx,
  index: IndexRef,
  importers: readonly Pick<Importer, 'language' | 'includes'>[],
): Promise<Modules> {
  const names = new Set(importers.flatMap(modulesOf));
  if (names.size === 0) return NO_MODULES;
  const rows = await tx.query<{ name: string; path: string }>({
    name: 'indexing_graph_modules',
    sql: `select s.name, f.path from unnest($3::text[]) wanted (name)
      cross join lateral (
        select name, file_id from keelson.index_symbol
        where tenant_id = $1 and index_id = $2 and name = wanted.name and kind = '${SYMBOL_KINDS.module}'
        order by symbol_id limit ${MOST_FILES}) s
      ${fileOf('s.file_id', 'path')}
      order by f.path`,
    parameters: [index.tenant, index.id, [...names]],
  });
  return byName(rows);
}

/** Modules that these files declare, or the project files of their folders. */
export async function readDeclared(
  tx: Tx,
  index: IndexRef,
  files: readonly { path: string; language: string }[],
): Promise<Modules> {
  const paths = new Set(
    files.flatMap(({ path, language }) => {
      const rule = importRuleOf(language);
      if (rule?.modulesOf === undefined) return [];
      const { projectFile } = rule;
      return projectFile === undefined ? [path] : foldersAbove(path).map((folder) => folder + projectFile);
    }),
  );
  const ranges = [...paths].map((path) => ({ path, from: 1, to: LAST_LINE }));
  const symbols = await findFileSymbols(tx, index, ranges);
  return byName(symbols.filter(({ kind }) => kind === SYMBOL_KINDS.module));
}

function byName(rows: readonly { name: string; path: string }[]): Modules {
  const modules = new Map<string, string[]>();
  for (const { name, path } of rows) {
    const paths = modules.get(name) ?? [];
    if (!paths.includes(path)) modules.set(name, [...paths, path]);
  }
  return modules;
}
