/** Reading the names of so many symbols takes a search about 2 ms. */
const FEWEST_SYMBOLS = 50_000;

/** Is an index so large that a search should not read all of its names? */
export function isBuildDue({ symbols }: { symbols: number }): boolean {
  return symbols >= FEWEST_SYMBOLS;
}
