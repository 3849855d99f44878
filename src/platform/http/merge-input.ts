import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../kernel/errors.ts';
import type { JsonSchema } from './json-schema.ts';

type JsonType = 'array' | 'boolean' | 'number' | 'other';

/** What the schema expects of a field, as far as text has to be turned into it. */
function typeOf(schema: JsonSchema | undefined): JsonType {
  if (schema === undefined) return 'other';
  for (const option of [schema, ...(schema.anyOf ?? [])]) {
    if (option.type === 'integer' || option.type === 'number') return 'number';
    if (option.type === 'boolean' || option.type === 'array') return option.type;
  }
  return 'other';
}

/** Text that does not read as its type is left as it is: the schema then says what is wrong with it. */
function fromText(text: string, type: JsonType): unknown {
  if (type === 'number' && /^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** Fields of a URL's query: `a=1&a=2` is a list; a single value is one where the schema expects a list. */
function fromQuery(query: URLSearchParams, properties: Record<string, JsonSchema>): [string, unknown][] {
  return [...new Set(query.keys())].map((name) => {
    const texts = query.getAll(name);
    const type = typeOf(properties[name]);
    if (type !== 'array') {
      return [name, texts.length === 1 ? fromText(texts[0]!, type) : texts];
    }
    const item = typeOf(properties[name]?.items);
    return [name, texts.map((text) => fromText(text, item))];
  });
}

export interface InputParts {
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: Readonly<Record<string, unknown>>;
}

/**
 * One input from path, query and body. A field named twice must have one value, so that nothing in a body can quietly
 * stand for what the path says.
 * @throws AppError `ambiguous_input`
 */
export function mergeInput(parts: InputParts, schema: JsonSchema): Record<string, unknown> {
  const properties = schema.properties ?? {};
  const params = Object.entries(parts.params).map(([name, text]): [string, unknown] => [
    name,
    fromText(text, typeOf(properties[name])),
  ]);
  // A map, and entries defined at the end: a field called `__proto__` stays a field and is refused as unknown.
  const merged = new Map<string, unknown>();
  for (const [name, value] of [
    ...params,
    ...fromQuery(parts.query, properties),
    ...Object.entries(parts.body),
  ]) {
    if (merged.has(name) && !isDeepStrictEqual(merged.get(name), value)) {
      throw new AppError('invalid', 'ambiguous_input', `${name} is given twice with different values`, {
        errors: [{ pointer: `/${name}`, detail: 'Differs between path, query and body' }],
      });
    }
    merged.set(name, value);
  }
  return Object.fromEntries(merged);
}
