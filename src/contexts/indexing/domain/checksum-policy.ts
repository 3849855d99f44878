/** What is done about a chunk file that is not what its manifest says: refuse it, load it with a warning, or not look. */
export const CHECKSUM_POLICIES = ['strict', 'warn', 'skip'] as const;
export type ChecksumPolicy = (typeof CHECKSUM_POLICIES)[number];
