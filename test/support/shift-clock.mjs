// Loaded first by a process, it makes the wall clock wrong by TEST_CLOCK_OFF_MS. Timers and performance.now() stay right.
const off = Number(process.env.TEST_CLOCK_OFF_MS);
const RightDate = Date;
globalThis.Date = class extends RightDate {
  constructor(...time) {
    if (time.length === 0) super(RightDate.now() + off);
    else super(...time);
  }

  static now() {
    return RightDate.now() + off;
  }
};
