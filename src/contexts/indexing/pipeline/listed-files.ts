import { languageOf, mayBeScript } from '../domain/languages.ts';
import { isMinifiedName } from '../domain/skip-rules.ts';
import { addSkipped, type Skipped, type SkipReason, type SourceFile } from '../domain/source-file.ts';

/** What a folder holds. */
export interface FileList {
  /** How it was listed: by git, or by walking. */
  source: 'git' | 'walk';
  /** In no particular order. */
  files: SourceFile[];
  skipped: Partial<Skipped>;
  /** Extensions (with the dot; a whole name where there is none) of files in no known language, and how many. */
  unknown: ReadonlyMap<string, number>;
}

/** Collects paths of a folder: keeps those in a known language and possible scripts, counts the rest. */
export interface PathCollector {
  paths: string[];
  /** Paths whose language only their first line can say. */
  scripts: string[];
  skipped: Partial<Skipped>;
  unknown: Map<string, number>;
  /** Offers a regular file (or what is not known to be something else). */
  offer(path: string): void;
  /** Counts a file in no known language. */
  skipUnknown(path: string): void;
  skip(reason: SkipReason, count?: number): void;
}

/** @param found Is told of each of `paths` as it is collected. */
export function createPathCollector(found?: (path: string) => void): PathCollector {
  const skipped: Partial<Skipped> = {};
  const unknown = new Map<string, number>();
  const paths: string[] = [];
  const scripts: string[] = [];
  const skip = (reason: SkipReason, count = 1): void => addSkipped(skipped, { [reason]: count });
  const skipUnknown = (path: string): void => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const dot = name.lastIndexOf('.');
    const key = dot > 0 ? name.slice(dot) : name;
    unknown.set(key, (unknown.get(key) ?? 0) + 1);
    skip('unknown_language');
  };
  return {
    paths,
    scripts,
    skipped,
    unknown,
    skip,
    skipUnknown,
    offer(path) {
      if (languageOf(path) !== undefined) {
        if (isMinifiedName(path)) skip('minified');
        else {
          paths.push(path);
          found?.(path);
        }
      } else if (mayBeScript(path)) scripts.push(path);
      else skipUnknown(path);
    },
  };
}
