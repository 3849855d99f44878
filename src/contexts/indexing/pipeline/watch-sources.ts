import type { AppError } from '../../../kernel/errors.ts';
import { watchTree } from '../../../platform/files/watch-tree.ts';
import { languageOf, mayBeScript } from '../domain/languages.ts';
import { isVendoredFolder } from '../domain/skip-rules.ts';
import { resolveFolder } from './list-files.ts';

/** What a watch of sources reports. */
export interface SourceWatch {
  /** Sources may have changed; an incremental run finds out which. Comes in bursts. */
  onChange: () => void;
  /** Folders below that are not looked at, such as Keelson's own: absolute, without symbolic links. */
  except?: readonly string[];
  /** The watch has ended. */
  onError: (error: AppError) => void;
}

/**
 * Watches the sources of a folder until the returned function is called. Files in no known language, vendored folders
 * and git's own are not looked at; a `.gitignore` is, since it says what is listed.
 * @throws AppError as resolving the folder does; `watch_limit`
 */
export function watchSources(folder: string, { onChange, onError, except = [] }: SourceWatch): () => void {
  return watchTree(resolveFolder(folder), {
    skipFolder: (name, child) => name === '.git' || isVendoredFolder(name) || except.includes(child),
    isOfInterest: (name) => name === '.gitignore' || languageOf(name) !== undefined || mayBeScript(name),
    onChange,
    onError,
  });
}
