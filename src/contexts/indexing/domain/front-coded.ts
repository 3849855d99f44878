/** A name of a front-coded list before it is text. */
export interface NameBytes {
  /** UTF-8, as far as `size` goes, and good until the next name is read. */
  bytes: Uint8Array;
  size: number;
  /** Bytes that are those of the name before. */
  shared: number;
}

/**
 * Calls `visit` with each name of a list: per name a byte for what it shares with the one before, the length of the
 * rest as a varint, and the rest. One object serves all names.
 */
export function eachFrontCoded(list: Uint8Array, visit: (name: NameBytes, place: number) => void): void {
  const name: NameBytes = { bytes: new Uint8Array(256), size: 0, shared: 0 };
  let at = 0;
  for (let place = 0; at < list.length; place++) {
    name.shared = list[at++]!;
    let length = 0;
    let shift = 0;
    let byte: number;
    do {
      if (at >= list.length || shift > 28) throw new RangeError('Names of an index row are damaged');
      byte = list[at++]!;
      length |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte & 0x80);
    const size = name.shared + length;
    if (size > name.bytes.length) {
      const larger = new Uint8Array(2 * size);
      larger.set(name.bytes);
      name.bytes = larger;
    }
    const { bytes } = name;
    // Most are short: a call for each costs more than the loop.
    for (let to = name.shared; to < size; to++) bytes[to] = list[at++]!;
    name.size = size;
    visit(name, place);
  }
}

/** Bytes of a shared start that a run of three characters and the one after it may reach into. */
const OVERLAP = 3;
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Lines that hold every run of four characters of a list's names, and no other but those of three: of what a name
 * shares with the one before it only the end is repeated, which is a third of the text.
 */
export function frontCodedText(list: Uint8Array): string {
  let text = new Uint8Array(4 * list.length + 256);
  let length = 0;
  eachFrontCoded(list, ({ bytes, size, shared }) => {
    let from = Math.max(0, Math.min(shared, size) - OVERLAP);
    // A character of several bytes must not be cut.
    for (let at = from; at < from + OVERLAP; at++) if (bytes[at]! >= 0x80) from = 0;
    if (length + size - from >= text.length) {
      const larger = new Uint8Array(2 * (length + size));
      larger.set(text);
      text = larger;
    }
    for (let at = from; at < size; at++) text[length++] = bytes[at]!;
    text[length++] = 10;
  });
  return utf8.decode(text.subarray(0, length));
}
