import { expect, test } from 'vitest';
import { z } from 'zod';
import type { AppError } from '../../kernel/errors.ts';
import { operation } from '../../kernel/operation.ts';
import { parseInput } from './parse-input.ts';

const sample = operation({
  name: 'sample.send',
  summary: 'Send',
  access: 'public',
  effect: 'write',
  input: z.object({
    folder_path: z.string(),
    limit: z.int().default(5),
    parts: z.array(z.strictObject({ colour: z.string().optional() })).optional(),
  }),
  output: z.null(),
  unsupported: { chunk_overlap: 'chunks do not overlap; leave it out', shout: 'use capitals' },
  run: async () => ({ value: null }),
});
const refusal = (input: unknown): AppError => {
  try {
    parseInput(sample, input);
  } catch (error) {
    return error as AppError;
  }
  throw new Error('It was taken');
};

test('a misspelt field is refused with the name that may have been meant, at any depth', () => {
  expect(refusal({ folder_path: '/', folder_pth: '/', parts: [{ color: 'red', zebra: 1 }] })).toMatchObject({
    code: 'invalid_input',
    errors: [
      { pointer: '/parts/0/color', detail: 'Unknown field; did you mean colour?' },
      { pointer: '/parts/0/zebra', detail: 'Unknown field' },
      { pointer: '/folder_pth', detail: 'Unknown field; did you mean folder_path?' },
    ],
  });
});

test('a field of another contract is refused by name, with what to do instead', () => {
  const error = refusal({ folder_path: '/', shout: true, chunk_overlap: 50, limit: 'x' });
  expect(error).toMatchObject({ kind: 'invalid', code: 'unsupported_field' });
  expect(error.message).toBe(
    'sample.send does not take shout: use capitals; nor chunk_overlap: chunks do not overlap; leave it out',
  );
  expect(error.errors).toEqual([
    { pointer: '/shout', detail: 'use capitals' },
    { pointer: '/chunk_overlap', detail: 'chunks do not overlap; leave it out' },
  ]);
});
