import { AppError } from '../../../kernel/errors.ts';

/** Bytes of the smallest and largest chunk, and of one when nothing is asked for. */
export const CHUNK_SIZE = { smallest: 64_000, largest: 1_073_741_824, standard: 50_000_000 } as const;

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  kib: 1024,
  m: 1e6,
  mb: 1e6,
  mib: 1024 ** 2,
  g: 1e9,
  gb: 1e9,
  gib: 1024 ** 3,
};

/**
 * Reads a size such as `50MB` (50,000,000 bytes), `1.5 MiB` (binary) or `65536`. Fractions of a byte are cut off.
 * @throws AppError `invalid_size` when the text is no size.
 */
export function parseSize(text: string): number {
  const match = /^\s*(\d{1,15}(?:\.\d{1,9})?)\s*([a-z]{0,5})\s*$/i.exec(text);
  const factor = UNITS[(match?.[2] ?? '?').toLowerCase().replace(/^bytes?$/, 'b')];
  if (!match || factor === undefined) {
    throw new AppError(
      'invalid',
      'invalid_size',
      `${JSON.stringify(text.slice(0, 40))} is not a size; write a number and a unit, for example 50MB or 32MiB`,
    );
  }
  return Math.floor(Number(match[1]) * factor);
}

/** {@link parseSize} within the bounds of a chunk. */
export function parseChunkSize(text: string): number {
  const bytes = parseSize(text);
  if (bytes < CHUNK_SIZE.smallest || bytes > CHUNK_SIZE.largest) {
    throw new AppError(
      'invalid',
      'invalid_chunk_size',
      `A chunk size of ${text.trim()} is out of bounds; it can be from 64KB to 1GiB`,
    );
  }
  return bytes;
}

/** Writes a size the way {@link parseSize} reads it, rounded up to three digits: `12.4MB`. */
export function formatSize(bytes: number): string {
  const [factor, unit] =
    bytes >= 1e9 ? [1e9, 'GB'] : bytes >= 1e6 ? [1e6, 'MB'] : bytes >= 1e3 ? [1e3, 'KB'] : [1, 'B'];
  const value = bytes / factor;
  const digits = value >= 100 || factor === 1 ? 0 : value >= 10 ? 1 : 2;
  return `${Number((Math.ceil(value * 10 ** digits) / 10 ** digits).toFixed(digits))}${unit}`;
}
