import { InvalidArgumentError, Option } from 'commander';

/** The parts of a JSON Schema that say how a value is typed on a command line. */
export interface ValueSchema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: ValueSchema[];
  oneOf?: ValueSchema[];
  items?: ValueSchema;
  default?: unknown;
  description?: string;
}

/** How a value is written, worked out from its schema. */
interface Shape {
  kind: 'text' | 'number' | 'integer' | 'boolean' | 'choice' | 'list' | 'json';
  /** The choices of `choice`. */
  choices: readonly (string | number)[];
  /** `null` may be given, to clear the value. */
  nullable: boolean;
  /** What `list` holds. */
  item?: Shape;
}

type Parse = (text: string) => unknown;

const shape = (kind: Shape['kind'], rest: Partial<Shape> = {}): Shape => ({
  kind,
  choices: [],
  nullable: false,
  ...rest,
});

/** Choices of an enum or of a union of constants; undefined when the schema is neither. */
function choicesOf(schema: ValueSchema): (string | number)[] | undefined {
  if (schema.const !== undefined) return [schema.const as string];
  if (schema.enum !== undefined) return schema.enum.filter((value) => value !== null) as (string | number)[];
  const parts = (schema.anyOf ?? schema.oneOf)?.map(choicesOf);
  if (parts === undefined || parts.length === 0 || parts.includes(undefined)) return undefined;
  return parts.flatMap((part) => part ?? []);
}

/** Works out how a value of this schema is written on a command line. */
export function shapeOf(schema: ValueSchema): Shape {
  const alternatives = schema.anyOf ?? schema.oneOf;
  const others = alternatives?.filter((part) => part.type !== 'null');
  if (alternatives !== undefined && others !== undefined && others.length < alternatives.length) {
    return { ...shapeOf(others.length === 1 ? others[0]! : { anyOf: others }), nullable: true };
  }
  if (Array.isArray(schema.type)) {
    const types = schema.type.filter((type) => type !== 'null');
    const rest = shapeOf({ ...schema, type: types.length === 1 ? types[0]! : 'object' });
    return { ...rest, nullable: types.length < schema.type.length };
  }
  const choices = choicesOf(schema);
  if (choices !== undefined && schema.type !== 'boolean') return shape('choice', { choices });
  if (schema.type === 'string') return shape('text');
  if (schema.type === 'number' || schema.type === 'integer' || schema.type === 'boolean')
    return shape(schema.type);
  if (schema.type === 'array' && schema.items !== undefined) {
    const item = shapeOf(schema.items);
    if (item.kind !== 'list') return shape('list', { item });
  }
  return shape('json');
}

function parseNumber(text: string, whole: boolean): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || (whole && !Number.isInteger(value))) {
    throw new InvalidArgumentError(whole ? 'Give a whole number.' : 'Give a number.');
  }
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new InvalidArgumentError('Give a JSON value.');
  }
}

function parseChoice(text: string, choices: Shape['choices']): string | number {
  const found = choices.find((choice) => String(choice) === text);
  if (found === undefined) throw new InvalidArgumentError(`Choose from ${choices.join(', ')}.`);
  return found;
}

/** Gives the parser of one value. Rules beyond its type (ranges, lengths) stay with the operation's schema. */
export function parserOf({ kind, choices, nullable }: Shape): Parse {
  const parsers: Readonly<Record<Shape['kind'], Parse>> = {
    text: (text) => text,
    number: (text) => parseNumber(text, false),
    integer: (text) => parseNumber(text, true),
    boolean: (text) => parseChoice(text, ['true', 'false']) === 'true',
    choice: (text) => parseChoice(text, choices),
    list: parseJson,
    json: parseJson,
  };
  return (text) => (nullable && text === 'null' ? null : parsers[kind](text));
}

const PLACEHOLDER: Readonly<Record<Shape['kind'], string>> = {
  text: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'true|false',
  choice: 'choice',
  list: 'json',
  json: 'json',
};

/** What the help says of a value besides its meaning. */
function notesOf(value: Shape, schema: ValueSchema, repeatable: boolean): string {
  const notes: string[] = [];
  if (value.kind === 'choice') notes.push(`one of ${value.choices.join(', ')}`);
  if (repeatable) notes.push('may be repeated');
  if (value.nullable) notes.push('null clears it');
  const { default: preset } = schema;
  const tellsNothing = preset === undefined || preset === null || preset === false;
  if (!tellsNothing && !(Array.isArray(preset) && preset.length === 0)) {
    notes.push(`default: ${typeof preset === 'string' ? preset : JSON.stringify(preset)}`);
  }
  return notes.length === 0 ? '' : ` (${notes.join('; ')})`;
}

/** `work_item_id` and `workItemId` → `work-item-id`. */
export function kebab(key: string): string {
  return key
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}

/** Stands for a given `null`: commander takes a parser's null for "no value". */
export const GIVEN_NULL = Symbol('null');

/** Collects what is given several times. */
export function collect(parse: Parse): (text: string, earlier: unknown) => unknown {
  return (text, earlier) => [...(Array.isArray(earlier) ? (earlier as unknown[]) : []), parse(text)];
}

function flagsFor(flag: string, schema: ValueSchema, about: string): Option[] {
  const on = new Option(`--${flag}`, about);
  const off = new Option(`--no-${flag}`, `turn off: ${about}`);
  if (schema.default === true) return [off];
  return schema.default === false ? [on] : [on, off.hideHelp()];
}

/**
 * The options for one key of an operation's input: `--limit <number>`; a flag for a boolean (`--no-…` where true is
 * the default); `--kind <choice>`, once per value, for a list; JSON for what has no simpler form.
 */
export function optionsFor(key: string, schema: ValueSchema, required: boolean): Option[] {
  const flag = kebab(key);
  const value = shapeOf(schema);
  const about = schema.description ?? '';
  if (value.kind === 'boolean' && !value.nullable && !required) return flagsFor(flag, schema, about);
  const repeatable = value.item !== undefined;
  const single = value.item ?? value;
  const parse = parserOf(single);
  const notes = notesOf({ ...single, nullable: value.nullable }, schema, repeatable);
  const option = new Option(`--${flag} <${PLACEHOLDER[single.kind]}>`, `${about}${notes}`.trim());
  option.argParser(repeatable ? collect(parse) : (text: string): unknown => parse(text) ?? GIVEN_NULL);
  return [option.makeOptionMandatory(required)];
}
