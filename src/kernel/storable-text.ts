import { z } from 'zod';

/** A field of text that PostgreSQL can hold: not empty, no NUL, no half of a surrogate pair. */
export const text = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[^\0\p{Surrogate}]*$/u, 'must not hold NUL or broken Unicode');

/** Any text as PostgreSQL can hold it: NUL and halves of surrogate pairs become U+FFFD. */
export function storable(given: string): string {
  return given.replace(/[\0\p{Surrogate}]/gu, '\u{FFFD}');
}
