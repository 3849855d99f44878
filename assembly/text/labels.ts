/** Bytes for the labels of one file. */
export const LABELS: i32 = 1 << 16;

/** Where the host puts a file's path before it is scanned, and its language behind that before it is emitted. */
export const labels = memory.data(1 << 16, 16);
