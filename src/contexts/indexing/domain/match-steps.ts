/** One step of a pattern: characters it takes, and how often. */
export interface Step {
  accepts: (character: string) => boolean;
  /** Any number of times, none included. */
  many?: boolean;
  /** Once or not at all. */
  optional?: boolean;
  /** May only be left at the start of a name: just after `/`, or where the text begins. */
  wholeFolders?: boolean;
}

/** What is left of the work that may be done; a pattern that would take more does not match. */
export interface Effort {
  left: number;
}

/**
 * Does the whole text match the steps? All ways to match are followed at once, so that the time is at most their
 * number times the text's length, whatever the pattern: patterns come from the files of a repository.
 */
export function matchSteps(steps: readonly Step[], text: string, effort: Effort): boolean {
  effort.left -= (steps.length + 1) * (text.length + 1);
  if (effort.left < 0) return false;
  let current = new Uint8Array(steps.length + 1);
  enter(steps, current, 0, true);
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const next = new Uint8Array(steps.length + 1);
    let alive = false;
    for (let place = 0; place < steps.length; place += 1) {
      if (current[place] === 0 || !steps[place]!.accepts(character)) continue;
      alive = true;
      if (steps[place]!.many) enter(steps, next, place, character === '/');
      else enter(steps, next, place + 1, character === '/');
    }
    if (!alive) return false;
    current = next;
  }
  return current[steps.length] === 1;
}

/** Marks a place, and those reached from it without a character. */
function enter(steps: readonly Step[], places: Uint8Array, from: number, atFolder: boolean): void {
  for (let place = from; ; place += 1) {
    places[place] = 1;
    const step = steps[place];
    if (!step || !(step.many || step.optional) || (step.wholeFolders && !atFolder)) return;
  }
}

export const anything = (): boolean => true;
export const inName = (character: string): boolean => character !== '/';
export function exactly(wanted: string): (character: string) => boolean {
  return (character) => character === wanted;
}

/**
 * Reads `[a-z]` or `[^a-z]` that begins at `at`.
 * @returns What it takes and where it ends, or undefined when it is never closed.
 */
export function readClass(
  pattern: string,
  at: number,
): { accepts: Step['accepts']; end: number } | undefined {
  const inverted = pattern.charAt(at + 1) === '^' || pattern.charAt(at + 1) === '!';
  const start = at + (inverted ? 2 : 1);
  const end = pattern.indexOf(']', start + 1);
  if (end < 0) return undefined;
  const ranges: [string, string][] = [];
  for (let place = start; place < end; place += 1) {
    const isRange = pattern.charAt(place + 1) === '-' && place + 2 < end;
    ranges.push([pattern.charAt(place), pattern.charAt(isRange ? place + 2 : place)]);
    if (isRange) place += 2;
  }
  return {
    accepts: (character) => ranges.some(([low, high]) => character >= low && character <= high) !== inverted,
    end,
  };
}
