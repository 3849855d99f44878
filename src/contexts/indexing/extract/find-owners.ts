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
 * one, or -1. A type inside something that itself has an owner is none, so that owners never form a circle; a
 * namespace written `a::b` stands where it stands.
 */
export function findOwners(
  definitions: readonly Definition[],
  around: readonly number[],
): (number | undefined)[] {
  const isOwned = ({ owner, kind }: Definition): boolean => owner !== undefined && kind !== 'module';
  if (!definitions.some(isOwned)) return [];
  const isInsideOwned: boolean[] = [];
  const first = new Map<string, number>();
  for (const [index, definition] of definitions.entries()) {
    const { kind, name } = definition;
    isInsideOwned[index] = isOwned(definition) || isInsideOwned[around[index] ?? -1] === true;
    if (isOwner(kind) && !isInsideOwned[index] && !first.has(name)) first.set(name, index);
  }
  const nearest = new Map(first);
  return definitions.map((definition, index) => {
    const { kind, name, owner } = definition;
    const found = isOwned(definition) ? nearest.get(owner!) : undefined;
    if (isOwner(kind) && !isInsideOwned[index]) nearest.set(name, index);
    return found;
  });
}

const isOwner = (kind: SymbolKind): boolean => TYPES.has(kind) || kind === 'module';
