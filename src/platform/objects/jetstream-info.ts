import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Bucket } from './jetstream-connection.ts';

/**
 * What a bucket says of an object: one message on the subject of its name, in the layout that the object stores of
 * all NATS clients share (architecture decision 20 of nats-architecture-and-design), so that `nats object` shows ours.
 */
const ObjectInfo = z.looseObject({
  name: z.string(),
  /** Its parts are the messages on `$O.<bucket>.C.<nuid>`, in their order. */
  nuid: z.string(),
  size: z.int().min(0),
  chunks: z.int().min(0),
  /** `SHA-256=` and the digest in base64url with padding. */
  digest: z.string(),
  deleted: z.boolean().optional(),
});
export type ObjectInfo = z.output<typeof ObjectInfo>;

/** The information, and the place in the stream it was read at. */
export interface FoundInfo {
  info: ObjectInfo;
  sequence: number;
}

/** Subject that tells of the object of a name. */
export function infoSubject(bucket: string, name: string): string {
  const encoded = Buffer.from(name).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
  return `$O.${bucket}.M.${encoded}`;
}

/** Subject of an object's parts. */
export function partsSubject(bucket: string, nuid: string): string {
  return `$O.${bucket}.C.${nuid}`;
}

/** How the `nuid` of all parts begins that Keelson stores for a name, so that none is left when the object goes. */
export function ownParts(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}

/** A SHA-256 as the information has it. */
export function digestText(digest: Buffer): string {
  return `SHA-256=${digest.toString('base64').replaceAll('+', '-').replaceAll('/', '_')}`;
}

/** What the bucket says of a name, also of one that was removed by a client that leaves a mark. */
export async function readInfo(
  { jsm, stream, name: bucket }: Bucket,
  name: string,
): Promise<FoundInfo | undefined> {
  const message = await jsm.streams.getMessage(stream, { last_by_subj: infoSubject(bucket, name) });
  if (message === null) return undefined;
  return { info: ObjectInfo.parse(message.json()), sequence: message.seq };
}

/** All names that the bucket says something of. */
export async function readNames({ jsm, stream, name }: Bucket): Promise<string[]> {
  const { state } = await jsm.streams.info(stream, { subjects_filter: `${infoSubject(name, '')}>` });
  return Object.keys(state.subjects ?? {}).map((subject) =>
    Buffer.from(subject.slice(subject.lastIndexOf('.') + 1), 'base64url').toString(),
  );
}
