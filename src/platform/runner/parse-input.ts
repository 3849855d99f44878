import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { nearestNames } from '../../kernel/nearest-names.ts';
import type { AnyOperation } from '../../kernel/operation.ts';

/** More faults than this help nobody and make the answer large. */
const MAX_FAULTS = 50;

const strict = new WeakMap<z.ZodType, z.ZodType>();

/**
 * The schema with unknown keys refused: a misspelt field must not be dropped in silence. A schema that says
 * otherwise (`z.looseObject`, `.catchall`) is taken at its word.
 */
function strictly(schema: z.ZodType): z.ZodType {
  const known = strict.get(schema);
  if (known !== undefined) return known;
  const made = schema instanceof z.ZodObject && schema.def.catchall === undefined ? schema.strict() : schema;
  strict.set(schema, made);
  return made;
}

/** RFC 6901: `/a~1b/0`; the empty pointer is the whole input. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Names of the fields at a place of an input; none where its schema does not say. */
function fieldsAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = schema;
  for (const part of path) {
    if (at instanceof z.ZodOptional || at instanceof z.ZodDefault) at = at.unwrap();
    at =
      at instanceof z.ZodObject ? at.shape[String(part)] : at instanceof z.ZodArray ? at.element : undefined;
  }
  if (at instanceof z.ZodOptional || at instanceof z.ZodDefault) at = at.unwrap();
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

/** Says that a field is unknown, and which one may have been meant. */
function unknownField(key: string, fields: readonly string[]): string {
  const [near] = nearestNames(key, fields, 1);
  return near === undefined ? 'Unknown field' : `Unknown field; did you mean ${near}?`;
}

function faultsOf(issue: z.core.$ZodIssue, schema: z.ZodType): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    const fields = fieldsAt(schema, issue.path);
    return issue.keys.map((key) => ({
      pointer: pointerTo([...issue.path, key]),
      detail: unknownField(key, fields),
    }));
  }
  return [{ pointer: pointerTo(issue.path), detail: issue.message }];
}

/** Refuses fields that clients of other contracts send, by name: dropped in silence they would seem to work. */
function refuseUnsupported({ name, unsupported }: AnyOperation, input: unknown): void {
  if (unsupported === undefined || typeof input !== 'object' || input === null) return;
  const given = Object.keys(input).filter((key) => Object.hasOwn(unsupported, key));
  if (given.length === 0) return;
  throw new AppError(
    'invalid',
    'unsupported_field',
    `${name} does not take ${given.map((key) => `${key}: ${unsupported[key]!}`).join('; nor ')}`,
    { errors: given.map((key) => ({ pointer: pointerTo([key]), detail: unsupported[key]! })) },
  );
}

/**
 * Reads the input by the operation's schema.
 * @throws AppError `invalid_input`, with a pointer to each fault; `unsupported_field`
 */
export function parseInput(operation: AnyOperation, input: unknown): unknown {
  refuseUnsupported(operation, input);
  const parsed = strictly(operation.input).safeParse(input);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues
    .flatMap((issue) => faultsOf(issue, operation.input))
    .slice(0, MAX_FAULTS);
  const first = errors[0];
  const where = first === undefined || first.pointer === '' ? '' : ` at ${first.pointer}`;
  throw new AppError(
    'invalid',
    'invalid_input',
    `The input of ${operation.name} breaks its rules${where}: ${first?.detail ?? 'see errors'}`,
    { errors },
  );
}
