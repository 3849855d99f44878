/** Ranges of paths, ordered by bytes: `from[i]` ≤ path < `to[i]`. */
export interface PathRanges {
  from: string[];
  to: string[];
}

/** No path of a job lies between a folder's own and this. */
const NEXT = '\u0001';
/** What follows `/` in order of bytes. */
const PAST_SLASH = '0';

/**
 * The jobs that a worker may take, by the folder they need: those that need none, and those that need one of `roots` or
 * what lies in it. Ranges are looked up in an index; asking of each job whether it is below a root would read them all.
 */
export function servedFolders(roots: readonly string[]): PathRanges {
  const ranges: PathRanges = { from: [''], to: [NEXT] };
  for (const root of roots) {
    const inside = root.endsWith('/') ? root : `${root}/`;
    ranges.from.push(root, inside);
    ranges.to.push(root + NEXT, inside.slice(0, -1) + PAST_SLASH);
  }
  return ranges;
}

/** Whether a worker that serves these folders (every one, when not given) serves this one. */
export function isServed(folder: string, roots: readonly string[] | undefined): boolean {
  if (roots === undefined) return true;
  return roots.some((root) => folder === root || folder.startsWith(root.endsWith('/') ? root : `${root}/`));
}
