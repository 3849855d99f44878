/** A source file as the list found it. */
export interface SourceFile {
  /** Relative to the indexed folder, with `/`. */
  path: string;
  /** Bytes. */
  size: number;
  /** Time of the last change in milliseconds since 1970, with fractions. Only ever compared. */
  mtimeMs: number;
  /** Of a script without an extension: the language that its first line named then. */
  script?: string;
}

/** Why files were left out, and how many. */
export type Skipped = Record<SkipReason, number>;

export const SKIP_REASONS = [
  'unknown_language', // no extractor reads it
  'out_of_scope', // the request's patterns, types or languages leave it out
  'binary', // a NUL byte in its first 8 KB
  'vendored', // below node_modules, vendor …
  'minified', // made by a minifier
  'too_large', // over max_file_bytes
  'symlink', // links are not followed
  'not_regular', // sockets, pipes, devices
  'submodule', // another repository inside this one
  'bad_name', // a name that is not UTF-8
  'unreadable', // no permission, or an input/output error
  'vanished', // gone between the list and the scan
  'failed_to_parse', // its extractor gave up
] as const;

/** One reason of {@link SKIP_REASONS}. */
export type SkipReason = (typeof SKIP_REASONS)[number];

/** Adds `more` to `total` in place. */
export function addSkipped(total: Partial<Skipped>, more: Readonly<Partial<Skipped>>): void {
  for (const reason of SKIP_REASONS) {
    const count = more[reason];
    if (count) total[reason] = (total[reason] ?? 0) + count;
  }
}
