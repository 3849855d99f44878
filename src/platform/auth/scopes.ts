const LEVELS = ['read', 'write', 'admin'];

/** What a scope looks like: `<context>:<read|write|admin>`, or `*` for every one. */
export const SCOPE = /^(?:\*|[a-z][a-z0-9-]{0,62}:(?:read|write|admin))$/;

/**
 * Whether `held` covers `needed`. Within a context admin covers write and write covers read, so that a key needs one
 * scope a context; between contexts nothing covers anything but `*`.
 */
export function holdsScope(held: readonly string[], needed: string): boolean {
  if (held.includes('*') || held.includes(needed)) return true;
  const [context, level = ''] = needed.split(':');
  const rank = LEVELS.indexOf(level);
  return rank >= 0 && LEVELS.slice(rank + 1).some((higher) => held.includes(`${context}:${higher}`));
}
