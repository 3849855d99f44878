/** How much of an index overlays have replaced. */
export interface OverlayLoad {
  /** Files overlaid, deleted ones included. */
  overlays: number;
  /** Files of the index. */
  files: number;
  /** Overlay runs' chunk numbers go down from the upper end to this one. */
  lowestChunk: number;
}

const MOST_OVERLAYS = 1000;
const LARGEST_SHARE = 0.05;
/** Each run takes a number and a row in index_macro for nearly each of its macros' buckets. */
const LOWEST_CHUNK = 1536;
/** A small repository is indexed as a whole in a moment, but not after every edit. */
const FEWEST_OVERLAYS = 50;

/** Is it time to make the index anew, with what overlays have changed in its chunks? */
export function isFoldDue({ overlays, files, lowestChunk }: OverlayLoad): boolean {
  if (overlays === 0) return false;
  if (overlays >= MOST_OVERLAYS || lowestChunk <= LOWEST_CHUNK) return true;
  return overlays >= FEWEST_OVERLAYS && overlays >= files * LARGEST_SHARE;
}
