import type { Assignment } from './read-assignments.ts';

/** Objects, folders and other variables among the words of an assignment. */
export interface Parts {
  /** `a.o`, relative to the Makefile's folder. */
  objects: string[];
  /** `dir/`, likewise. */
  folders: string[];
  /** Names before the dash of variables that are taken over: `gem` for `$(gem-y)`. */
  groups: string[];
}

const GROUP = /^\$\(([\w/.-]+)-(?:y|m|objs)\)$/;
const PREFIX = /^\$\(addprefix\s+([^,\s]+)\s*,\s*(.*)\)$/;
/** Widths an architecture's `$(BITS)` may stand for. */
const BITS = ['32', '64'] as const;

/** Sorts the words of an assignment. What only Make itself could expand is left out. */
export function expandWords({ words }: Pick<Assignment, 'words'>): Parts {
  const parts: Parts = { objects: [], folders: [], groups: [] };
  for (const word of words) {
    const prefixed = PREFIX.exec(word);
    if (prefixed) {
      for (const inner of prefixed[2]!.trim().split(/\s+/)) addPath(parts, prefixed[1]! + inner);
      continue;
    }
    const group = GROUP.exec(word)?.[1];
    if (group === undefined) addPath(parts, word.replace(/^\$\((?:src|obj)\)\//, ''));
    else parts.groups.push(group);
  }
  return parts;
}

function addPath(parts: Parts, path: string): void {
  if (path.includes('$(BITS)')) {
    for (const bits of BITS) addPath(parts, path.replaceAll('$(BITS)', bits));
  } else if (/^\/|[$%*]/.test(path)) return;
  else if (/[^/]\.o$/.test(path)) parts.objects.push(path);
  else if (path.endsWith('/')) parts.folders.push(path);
}
