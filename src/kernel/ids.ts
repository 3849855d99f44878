import { AppError } from './errors.ts';

/** Bytes from a cryptographic source; injected so that tests can fix them. */
export type RandomBytes = (size: number) => Uint8Array;

const webRandom: RandomBytes = (size) => globalThis.crypto.getRandomValues(new Uint8Array(size));

/**
 * A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then random. Sorts by time of creation, which keeps
 * B-tree inserts at the right edge.
 */
export function newId(now: Date = new Date(), random: RandomBytes = webRandom): string {
  const bytes = new Uint8Array(16);
  bytes.set(random(10), 6);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(now.getTime()) << 16n);
  bytes.set(random(2), 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
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
