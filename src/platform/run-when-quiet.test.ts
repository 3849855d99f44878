import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runWhenQuiet } from './run-when-quiet.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Work that ends when it is told to. */
function manualWork(): { runs: () => number; end: () => void; work: () => Promise<void> } {
  let runs = 0;
  let end: () => void = () => undefined;
  const work = (): Promise<void> => {
    runs += 1;
    return new Promise((resolve) => {
      end = resolve;
    });
  };
  return { runs: () => runs, end: () => end(), work };
}

describe('runWhenQuiet', () => {
  it('runs once for calls close together, when they have ended', async () => {
    const { runs, work } = manualWork();
    const quiet = runWhenQuiet(work, { quietMs: 100, longestMs: 1000 });
    for (let at = 0; at < 5; at += 1) {
      quiet.call();
      await vi.advanceTimersByTimeAsync(90);
    }
    expect(runs()).toBe(0);
    await vi.advanceTimersByTimeAsync(10);
    expect(runs()).toBe(1);
  });

  it('runs though calls never end, and again for those that came meanwhile, but never twice at once', async () => {
    const { runs, end, work } = manualWork();
    const quiet = runWhenQuiet(work, { quietMs: 100, longestMs: 1000 });
    for (let at = 0; at < 30; at += 1) {
      quiet.call();
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(runs()).toBe(1);
    end();
    await vi.advanceTimersByTimeAsync(100);
    expect(runs()).toBe(2);
    end();
    await vi.advanceTimersByTimeAsync(5000);
    expect(runs()).toBe(2);
  });

  it('waits for the run there is when it is stopped, and starts no other', async () => {
    const { runs, end, work } = manualWork();
    const quiet = runWhenQuiet(work, { quietMs: 100, longestMs: 1000 });
    quiet.call();
    await vi.advanceTimersByTimeAsync(100);
    quiet.call();
    let stopped = false;
    const stop = quiet.stop().then(() => (stopped = true));
    await vi.advanceTimersByTimeAsync(5000);
    expect(stopped).toBe(false);
    end();
    await stop;
    quiet.call();
    await vi.advanceTimersByTimeAsync(5000);
    expect(runs()).toBe(1);
  });
});
