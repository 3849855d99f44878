import { z } from 'zod';
import { AppError } from '../../kernel/errors.ts';
import type { FieldError } from '../../kernel/errors.ts';
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

function faultsOf(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: pointerTo([...issue.path, key]), detail: 'Unknown field' }));
  }
  return [{ pointer: pointerTo(issue.path), detail: issue.message }];
}

/**
 * Reads the input by the operation's schema.
 * @throws AppError `invalid_input`, with a pointer to each fault
 */
export function parseInput(operation: AnyOperation, input: unknown): unknown {
  const parsed = strictly(operation.input).safeParse(input);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap(faultsOf).slice(0, MAX_FAULTS);
  const first = errors[0];
  const where = first === undefined || first.pointer === '' ? '' : ` at ${first.pointer}`;
  throw new AppError(
    'invalid',
    'invalid_input',
    `The input of ${operation.name} breaks its rules${where}: ${first?.detail ?? 'see errors'}`,
    { errors },
  );
}
