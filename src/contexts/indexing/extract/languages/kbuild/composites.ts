import { expandWords } from './expand-words.ts';
import type { Assignment } from './read-assignments.ts';

const COMPOSITE = /^([\w./-]+)-(?:y|m|objs|\$\(.*\))$/;
const LISTS = /^(?:obj|lib)-/;
/** Variables that take over variables that take over others: longer chains are circles. */
const LONGEST_CHAIN = 8;

/** Objects made of others, by their names without `.o`. */
export interface Composites {
  has(stem: string): boolean;
  /** The name before the dash, where the assignment lists parts of an object. */
  stemOf(assignment: Assignment): string | undefined;
  /** The object that takes over the parts of `stem`: `i915` for `gem` after `i915-y += $(gem-y)`; else `stem`. */
  ownerOf(stem: string): string;
}

export function findComposites(assignments: readonly Assignment[]): Composites {
  const stems = new Set<string>();
  const owners = new Map<string, string>();
  const stemOf = ({ variable }: Assignment): string | undefined =>
    LISTS.test(variable) ? undefined : COMPOSITE.exec(variable)?.[1];
  for (const assignment of assignments) {
    const stem = stemOf(assignment);
    if (stem === undefined) continue;
    const { objects, groups } = expandWords(assignment);
    if (objects.length > 0 || groups.length > 0) stems.add(stem);
    for (const group of groups) if (group !== stem) owners.set(group, stem);
  }
  return {
    has: (stem) => stems.has(stem),
    stemOf: (assignment) => {
      const stem = stemOf(assignment);
      return stem !== undefined && stems.has(stem) ? stem : undefined;
    },
    ownerOf(stem) {
      let owner = stem;
      for (let step = 0; step < LONGEST_CHAIN; step += 1) owner = owners.get(owner) ?? owner;
      return owner;
    },
  };
}
