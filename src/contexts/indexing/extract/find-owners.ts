import type { SymbolKind } from '../records.ts';
import type { Definition } from './findings.ts';

/** Kinds that fields and methods belong to. */
export const TYPES: ReadonlySet<SymbolKind> = new Set([
  'class',
  'interface',
  'struct',
  'union',
  'enum',
  'type',
]);

/**
 * For each definition that names its owner the index of that type or namespace, where this file has it: of several
 * with the name the nearest before the definition, else the first. `around` has the innermost definition around each
 * one, or -1. A type inside something that itself has an owner is none, so that owners never form a circle.
 */
export function findOwners(
  definitions: readonly Definition[],
  around: readonly number[],
): (number | undefined)[] {
  if (definitions.every(({ owner }) => owner === undefined)) return [];
  const isInsideOwned: boolean[] = [];
  const first = new Map<string, number>();
  for (const [index, { kind, name, owner }] of definitions.entries()) {
    const outer = around[index] ?? -1;
    isInsideOwned[index] = owner !== undefined || isInsideOwned[outer] === true;
    if (isOwner(kind) && !isInsideOwned[index] && !first.has(name)) first.set(name, index);
  }
  const nearest = new Map(first);
  return definitions.map(({ kind, name, owner }, index) => {
    const found = owner === undefined ? undefined : nearest.get(owner);
    if (isOwner(kind) && !isInsideOwned[index]) nearest.set(name, index);
    return found;
  });
}

const isOwner = (kind: SymbolKind): boolean => TYPES.has(kind) || kind === 'module';
