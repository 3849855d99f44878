import { AppError } from './errors.ts';

/** Bytes from a cryptographic source; injected so that tests can fix them. */
export type RandomBytes = (size: number) => Uint8Array;

/** Fetched ahead: asking the platform for every id takes longer than all the rest of it. */
const pool = new Uint8Array(4096);
let used = pool.length;

const webRandom: RandomBytes = (size) => {
  if (used + size > pool.length) {
    globalThis.crypto.getRandomValues(pool);
    used = 0;
  }
  used += size;
  return pool.subarray(used - size, used);
};

/** Each byte as two digits. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then random. Sorts by time of creation, which keeps
 * B-tree inserts at the right edge.
 */
export function newId(now: Date = new Date(), random: RandomBytes = webRandom): string {
  const time = now.getTime().toString(16).padStart(12, '0');
  const bytes = random(10);
  const hex = (at: number, count: number): string => {
    let digits = '';
    for (let n = at; n < at + count; n += 1) digits += HEX[bytes[n]!]!;
    return digits;
  };
  const version = HEX[0x70 | (bytes[0]! & 0x0f)]! + hex(1, 1);
  const variant = HEX[0x80 | (bytes[2]! & 0x3f)]! + hex(3, 1);
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variant}-${hex(4, 6)}`;
}

/** Tenant ids go into SQL text (`SET LOCAL` takes no parameters), so nothing but a positive int4 passes. */
export function tenantId(value: number): number {
  if (!Number.isInteger(value) || value < 1 || value > 2_147_483_647) {
    throw new AppError('invalid', 'invalid_tenant', 'A tenant id is a whole number from 1 to 2147483647');
  }
  return value;
}

/** The tenant of a single-user installation. */
export const LOCAL_TENANT = 1;
