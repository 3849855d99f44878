/** Runs of bytes that are not UTF-8: a byte that never is, cut characters, a surrogate, an overlong form, bare rests. */
export const ILL_FORMED_RUNS: readonly number[][] = [
  [0xff],
  [0xc3],
  [0xe2, 0x82],
  [0xf0, 0x9f, 0x98],
  [0xed, 0xa0, 0x80],
  [0xc0, 0xaf],
  [0x80, 0x80],
];
