import { languageOf, languageOfScript, SCRIPT_HEAD_BYTES } from '../domain/languages.ts';
import { createScopeFilter } from '../domain/source-scope.ts';
import { addSkipped } from '../domain/source-file.ts';
import type { SourceScope } from '../schemas-scope.ts';
import type { FileList } from './listed-files.ts';
import { listSources, type ListSourcesOptions } from './list-sources.ts';
import { nothingInScope } from './nothing-to-index.ts';
import { readSource } from './read-source.ts';

export interface ListInScopeOptions extends ListSourcesOptions {
  /** Which files of the folder count; all when not given. */
  scope?: SourceScope | undefined;
}

/**
 * Lists what a run is about: the source files of a folder that are in its scope. The others are counted as
 * `out_of_scope`.
 * @throws AppError `nothing_to_index`
 */
export async function listInScope(root: string, options: ListInScopeOptions): Promise<FileList> {
  const list = await listSources(root, options);
  const { scope, subsystem } = options;
  if (scope === undefined) return list;
  const base = subsystem === undefined ? '' : `${subsystem.replace(/^(?:\.?\/+)+|\/+$/g, '')}/`;
  const isIn = createScopeFilter(scope, base, (path) => languageAt(root, path));
  const files = list.files.filter(({ path }) => isIn(path));
  const skipped = { ...list.skipped };
  addSkipped(skipped, { out_of_scope: list.files.length - files.length });
  if (files.length === 0) throw nothingInScope(root, scope, { ...list, skipped });
  return { ...list, files, skipped };
}

/** The language of a listed file: by its name or, for a script, by its first line. */
export function languageAt(root: string, path: string): string | undefined {
  const byName = languageOf(path);
  if (byName !== undefined) return byName;
  const head = new Uint8Array(SCRIPT_HEAD_BYTES);
  const length = readSource(`${root}/${path}`, head);
  return typeof length === 'string' ? undefined : languageOfScript(head.subarray(0, length));
}
