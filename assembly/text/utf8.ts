// UTF-8 as the WHATWG Encoding Standard decodes it: each maximal ill-formed run becomes one U+FFFD. NUL can be
// dropped, since neither PostgreSQL text nor a C identifier can hold it.

/** Bytes of the character that begins with the byte `lead` in well-formed UTF-8. */
export function characterBytes(lead: i32): usize {
  return lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/** Set by `sequence`: whether the bytes it looked at are a well-formed character. */
let wellFormed: bool = false;

/** Bytes of the character or of the ill-formed run at `p`, whose first byte is 0x80 or more. */
function sequence(p: usize, end: usize): usize {
  const lead = <u32>load<u8>(p);
  wellFormed = false;
  let following: i32 = 0;
  let lower: u32 = 0x80;
  let upper: u32 = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) following = 1;
  else if (lead >= 0xe0 && lead <= 0xef) {
    following = 2;
    if (lead == 0xe0) lower = 0xa0;
    if (lead == 0xed) upper = 0x9f;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    following = 3;
    if (lead == 0xf0) lower = 0x90;
    if (lead == 0xf4) upper = 0x8f;
  } else return 1;
  let length: usize = 1;
  while (following > 0) {
    if (p + length >= end) return length;
    const c = <u32>load<u8>(p + length);
    if (c < lower || c > upper) return length;
    lower = 0x80;
    upper = 0xbf;
    length++;
    following--;
  }
  wellFormed = true;
  return length;
}

/** Whether the text that measureClean looked at last needs cleaning. */
export let isDirty: bool = false;

/** Bytes the cleaned text will have. */
export function measureClean(start: usize, end: usize, keepsNul: bool): usize {
  let length: usize = 0;
  let p = start;
  isDirty = false;
  while (p < end) {
    const c = load<u8>(p);
    if (c < 128) {
      if (c == 0 && !keepsNul) isDirty = true;
      else length++;
      p++;
      continue;
    }
    const bytes = sequence(p, end);
    if (!wellFormed) isDirty = true;
    length += wellFormed ? bytes : 3;
    p += bytes;
  }
  return length;
}

/** Whether the text is UTF-8 without NUL. */
export function isClean(start: usize, end: usize): bool {
  measureClean(start, end, false);
  return !isDirty;
}

/** Writes the cleaned text to `to`. */
export function writeClean(start: usize, end: usize, to: usize, keepsNul: bool): void {
  let p = start;
  while (p < end) {
    const c = load<u8>(p);
    if (c < 128) {
      if (c != 0 || keepsNul) store<u8>(to++, c);
      p++;
      continue;
    }
    const bytes = sequence(p, end);
    if (wellFormed) {
      memory.copy(to, p, bytes);
      to += bytes;
    } else {
      store<u8>(to, 0xef);
      store<u8>(to, 0xbf, 1);
      store<u8>(to, 0xbd, 2);
      to += 3;
    }
    p += bytes;
  }
}
