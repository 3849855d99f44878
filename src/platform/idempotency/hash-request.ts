import { createHash } from 'node:crypto';
import type { Actor } from '../../kernel/context.ts';

/** JSON with the keys of every object sorted, so that two spellings of one value are one text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** SHA-256 over who asks what: an answer kept for one actor is never given to another. */
export function hashRequest(operation: string, actor: Actor, input: unknown): Buffer {
  return createHash('sha256')
    .update(canonicalJson([operation, actor.kind, actor.id, input ?? null]))
    .digest();
}
