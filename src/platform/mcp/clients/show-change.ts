/** Which lines of a file an edit takes out and puts in, around one place. */
export interface FileChange {
  /** Line number, from 1, at which the change begins. */
  line: number;
  removed: readonly string[];
  added: readonly string[];
}

/**
 * What an edit does to a settings file, without the rest of it: such files hold other servers' keys, which must not
 * be printed. All edits here are in one place, or two that are close (a member and a comma).
 */
export function showChange(before: string, after: string): FileChange {
  const old = before === '' ? [] : before.split(/\r?\n/);
  const now = after === '' ? [] : after.split(/\r?\n/);
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end))
    end += 1;
  return {
    line: start + 1,
    removed: old.slice(start, old.length - end),
    added: now.slice(start, now.length - end),
  };
}
