import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from './json-schema.ts';

const COMPONENTS = '#/components/schemas/';

function rewrite(value: unknown, name: (reference: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === '$ref' && typeof member === 'string' ? `${COMPONENTS}${name(member)}` : rewrite(member, name),
    ]),
  );
}

/**
 * Moves the `$defs` of one schema to the document's components, where its references can reach them. Definitions keep
 * their names unless one of them is taken by something else; then, and where zod made the name up, `owner` goes before.
 */
export function hoistDefinitions(
  schema: JsonSchema,
  owner: string,
  components: Record<string, JsonSchema>,
): JsonSchema {
  const { $defs = {}, ...root } = schema;
  const names = Object.keys($defs);

  const renamer = (nameOf: (name: string) => string) => (value: JsonSchema) =>
    rewrite(value, (reference) =>
      reference === '#' ? owner : nameOf(reference.slice('#/$defs/'.length)),
    ) as JsonSchema;
  const owned = (name: string) => `${owner}.${name.replace(/^__/, '')}`;
  const plain = (name: string) => (name.startsWith('__') ? owned(name) : name);
  const taken = names.some((name) => {
    const known = components[plain(name)];
    return known !== undefined && !isDeepStrictEqual(known, renamer(plain)($defs[name]!));
  });

  const nameOf = taken ? owned : plain;
  const renamed = renamer(nameOf);
  for (const name of names) components[nameOf(name)] = renamed($defs[name]!);
  if (!JSON.stringify(schema).includes('"$ref":"#"')) return renamed(root);
  components[owner] = renamed(root);
  return { $ref: `${COMPONENTS}${owner}` };
}
