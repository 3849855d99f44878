import { createHash, randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import { AppError } from '../../kernel/errors.ts';
import type { JetStreamConnection, Persist } from './jetstream-connection.ts';
import { digestText, infoSubject, ownParts, partsSubject, readInfo } from './jetstream-info.ts';
import { readPieces } from './local-file.ts';

/** Bytes of an object in one message; servers take 1 MB, headers included, unless told otherwise. */
const PART_BYTES = 512 * 1024;
const HEADER_BYTES = 4096;

/** Whether the name is the new bytes now, or somebody else was faster and nothing of this stays. */
export interface Upload {
  won: boolean;
  digest: string;
}

/**
 * Makes the function that stores a file's bytes as parts and then, in one message, gives them their name. Its `seen`
 * says where the name's information stood before, 0 for nowhere: of two at once only one wins.
 */
export function createUpload({ persist, description }: JetStreamConnection, bucket: string) {
  async function sendParts(subject: string, handle: FileHandle) {
    const hash = createHash('sha256');
    const partBytes = await persist(({ maxPayload }) =>
      Promise.resolve(Math.min(PART_BYTES, maxPayload - HEADER_BYTES)),
    );
    let size = 0;
    let chunks = 0;
    for await (const piece of readPieces(handle, Number.POSITIVE_INFINITY, partBytes)) {
      hash.update(piece);
      // By its id the server knows a part that comes again after a lost answer.
      const msgID = `${subject}.${chunks}`;
      await persist(({ js }) => js.publish(subject, piece, { msgID }));
      size += piece.length;
      chunks += 1;
    }
    return { size, chunks, digest: digestText(hash.digest()), options: { max_chunk_size: partBytes } };
  }

  /** A server that came back without its disk has taken the last parts and lost the first. */
  async function checkParts(subject: string, chunks: number): Promise<void> {
    const { state } = await persist(({ jsm, stream }) =>
      jsm.streams.info(stream, { subjects_filter: subject }),
    );
    const kept = state.subjects?.[subject] ?? 0;
    if (kept === chunks) return;
    throw new AppError(
      'unavailable',
      'object_parts_lost',
      `Of ${chunks} parts that were put into ${description} the server has ${kept}; try again`,
    );
  }

  /** Whether the information is the latest of its name now. */
  function nameParts(name: string, info: { nuid: string }, seen: number): Promise<boolean> {
    const header = headers();
    header.set('Nats-Rollup', 'sub');
    return persist(async (open) => {
      try {
        await open.js.publish(infoSubject(bucket, name), JSON.stringify(info), {
          msgID: `${info.nuid}.info`,
          headers: header,
          expect: { lastSubjectSequence: seen },
        });
        return true;
      } catch (error) {
        const outrun =
          error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamWrongLastSequence;
        if (!outrun) throw error;
        // It may be this very message that was faster, when the answer to it was lost.
        return (await readInfo(open, name))?.info.nuid === info.nuid;
      }
    });
  }

  return async (name: string, handle: FileHandle, seen: number): Promise<Upload> => {
    const nuid = `${ownParts(name)}.${randomBytes(12).toString('hex')}`;
    const subject = partsSubject(bucket, nuid);
    let sent;
    try {
      sent = await sendParts(subject, handle);
      await checkParts(subject, sent.chunks);
    } catch (error) {
      // Nobody to ask: what stays there goes when the object is removed.
      const away = error instanceof AppError && error.code === 'object_store_unreachable';
      if (!away) await removeParts(persist, subject);
      throw error;
    }
    // From here on parts may not go for an error: a message that is under way may still name them.
    const info = { name, bucket, nuid, ...sent, mtime: new Date().toISOString(), deleted: false };
    const won = await nameParts(name, info, seen);
    if (!won) await removeParts(persist, subject);
    return { won, digest: sent.digest };
  };
}

/** Removes the parts of an object that has another name's place, or none. */
export async function removeParts(persist: Persist, subject: string): Promise<void> {
  await persist(({ jsm, stream }) => jsm.streams.purge(stream, { filter: subject }));
}
