import { storable } from '../../../kernel/storable-text.ts';

/**
 * JSON for a jsonb parameter. PostgreSQL refuses NUL and halves of surrogate pairs, which file names and error
 * messages may hold: they become U+FFFD.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'string' ? storable(item) : item));
}
