import { giveBlock, takeBlock } from './blocks';

/** Bytes written one after another into chained segments, which never move; the host joins them. */
@unmanaged
export class Stream {
  /** First segment, 0 for none. */
  first: usize;
  last: usize;
  /** Bytes in all segments but the last. */
  before: usize;
  /** Where the next byte goes, in the last segment. */
  next: usize;
  limit: usize;
}

export const STREAM_BYTES: i32 = 20;

// A segment: next segment, bytes used (known once it is full), then the bytes.
const SEGMENT: usize = 1 << 17;
const HEADER: usize = 16;
const NEXT: usize = 0;
const USED: usize = 4;

/** Where the next byte of the open stream goes. Writers reserve room first, then move it. */
export let out: usize = 0;
let limit: usize = 0;
let open: Stream = changetype<Stream>(memory.data(STREAM_BYTES, 16));

export function makeStream(place: usize): Stream {
  const stream = changetype<Stream>(place);
  stream.first = 0;
  stream.last = 0;
  stream.before = 0;
  stream.next = 0;
  stream.limit = 0;
  return stream;
}

/** Makes `stream` the one that is written to; the one before must have been closed. */
export function openStream(stream: Stream): void {
  open = stream;
  out = stream.next;
  limit = stream.limit;
}

export function closeStream(): void {
  open.next = out;
}

export function moveOut(to: usize): void {
  out = to;
}

function addSegment(): void {
  const segment = takeBlock(SEGMENT);
  store<u32>(segment, 0, NEXT);
  if (open.last != 0) {
    const used = out - open.last - HEADER;
    store<u32>(open.last, <u32>segment, NEXT);
    store<u32>(open.last, <u32>used, USED);
    open.before += used;
  } else {
    open.first = segment;
  }
  open.last = segment;
  out = segment + HEADER;
  limit = segment + SEGMENT;
  open.limit = limit;
}

/** Makes sure that `bytes` (at most 64 KiB) fit behind `out`. A value may span segments between two calls. */
export function reserve(bytes: usize): void {
  if (out + bytes > limit) addSegment();
}

/** Bytes written so far to the open stream. */
export function position(): usize {
  return open.last == 0 ? 0 : open.before + (out - open.last - HEADER);
}

/** Bytes in a stream that is not open. */
export function streamLength(stream: Stream): usize {
  return stream.last == 0 ? 0 : stream.before + (stream.next - stream.last - HEADER);
}

/** The segment after `segment` of a stream, its first for 0, or 0 at its end. */
export function segmentAfter(stream: Stream, segment: usize): usize {
  return segment == 0 ? stream.first : <usize>load<u32>(segment, NEXT);
}

export function segmentBytes(segment: usize): usize {
  return segment + HEADER;
}

/** Bytes in use in one segment of a closed stream. */
export function segmentUsed(stream: Stream, segment: usize): usize {
  return segment == stream.last ? stream.next - segment - HEADER : <usize>load<u32>(segment, USED);
}

/** Empties a closed stream and gives its segments back. */
export function resetStream(stream: Stream): void {
  let segment = stream.first;
  while (segment != 0) {
    const next = <usize>load<u32>(segment, NEXT);
    giveBlock(segment, SEGMENT);
    segment = next;
  }
  makeStream(changetype<usize>(stream));
}
