import { AppError } from '../../../kernel/errors.ts';

/** The lowest and highest UUID that begin with some hexadecimal digits. */
export interface IdRange {
  low: string;
  high: string;
}

/**
 * Turns a job id, or the beginning of one (dashes may be left out), into the range of ids it may mean, so that a
 * prefix is looked up in the primary key. Throws `invalid_job_id` for what cannot begin a UUID.
 */
export function idRange(prefix: string): IdRange {
  const digits = prefix.trim().toLowerCase().replaceAll('-', '');
  if (!/^[0-9a-f]{1,32}$/.test(digits)) {
    throw new AppError(
      'invalid',
      'invalid_job_id',
      'A job id is a UUID or the beginning of one: hexadecimal digits and dashes',
      { errors: [{ pointer: '/job_id', detail: 'not the beginning of a UUID' }] },
    );
  }
  return { low: uuid(digits.padEnd(32, '0')), high: uuid(digits.padEnd(32, 'f')) };
}

function uuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
