import { writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/** As `nice` counts: 0 is what everything else has, 19 the least. Five is a third of the others' weight. */
export const NICENESS = 5;

/**
 * Lets other processes go first where the processors are busy, for this process and all that it starts later. Linux
 * weighs sessions against each other before it looks at the niceness of what runs in them (autogroups): a process that
 * leads one must say it of its session, or its niceness counts for nothing.
 */
export function lowerPriority(): void {
  if (getPriority() < NICENESS) setPriority(NICENESS);
  try {
    writeFileSync('/proc/self/autogroup', `${NICENESS}`);
  } catch {
    // Not Linux, or without autogroups: then the niceness alone says it.
  }
}
