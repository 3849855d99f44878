import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { tenantId } from '../../kernel/ids.ts';

/**
 * `kls_<key id>_<secret>`. The key id is the tenant in base 36 (6 digits) and 80 random bits in hex, so a key is
 * looked up inside its own tenant and no lookup ever crosses tenants. A forged tenant finds no such key there.
 */
const FORM = /^kls_([0-9a-z]{6}[0-9a-f]{20})_([0-9a-f]{64})$/;
const TENANT_DIGITS = 6;

export interface ParsedKey {
  tenant: number;
  keyId: string;
  secret: string;
}

/** Text of a new key and what of it is stored. */
export interface NewKey {
  /** Shown once; never stored. */
  key: string;
  keyId: string;
  hash: Buffer;
}

/**
 * SHA-256 is right for a secret of 256 random bits: there is nothing to guess, so nothing to slow down. (A password
 * would need scrypt.)
 */
function hashSecret(keyId: string, secret: string): Buffer {
  return createHash('sha256').update(`${keyId}:${secret}`).digest();
}

/** Makes a key of a tenant. */
export function newKey(tenant: number): NewKey {
  const keyId = tenant.toString(36).padStart(TENANT_DIGITS, '0') + randomBytes(10).toString('hex');
  const secret = randomBytes(32).toString('hex');
  return { key: `kls_${keyId}_${secret}`, keyId, hash: hashSecret(keyId, secret) };
}

/** The parts of a key; undefined for text that cannot be one. */
export function parseKey(text: string): ParsedKey | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, keyId, secret] = match;
  const tenant = Number.parseInt(keyId!.slice(0, TENANT_DIGITS), 36);
  if (tenant < 1 || tenant > 2_147_483_647) return undefined;
  return { tenant: tenantId(tenant), keyId: keyId!, secret: secret! };
}

/** Compares in constant time. */
export function matchesHash(parsed: ParsedKey, hash: Buffer): boolean {
  const presented = hashSecret(parsed.keyId, parsed.secret);
  return presented.length === hash.length && timingSafeEqual(presented, hash);
}
