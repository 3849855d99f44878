/** How much has been begun and not ended. */
export interface Pending {
  begin(): void;
  end(): void;
  /** Resolves when all has ended. */
  none(): Promise<void>;
}

/** Makes a count: cheaper than a set of promises where there are thousands. */
export function countPending(): Pending {
  let count = 0;
  let waiting: (() => void)[] = [];
  return {
    begin: () => void (count += 1),
    end() {
      count -= 1;
      if (count > 0) return;
      for (const resolve of waiting) resolve();
      waiting = [];
    },
    none: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
