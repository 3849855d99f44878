import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { isWorkerDead, newWorkerName } from './worker-name.ts';

describe('isWorkerDead', () => {
  it('knows this process to be alive, by every name it has', () => {
    expect(newWorkerName()).not.toBe(newWorkerName());
    expect(isWorkerDead(newWorkerName())).toBe(false);
  });

  it('knows a process to be dead that is not there, or whose pid another one has now', () => {
    const name = newWorkerName();
    expect(isWorkerDead(name.replace(`:${process.pid}-`, ':4194304-'))).toBe(true);
    expect(isWorkerDead(name.replace(/:(\d+)-(\d+)-/, ':$1-1-'))).toBe(true);
  });

  it('says nothing of workers on other hosts', () => {
    const name = newWorkerName()
      .replace(hostname(), `${hostname()}x`)
      .replace(`:${process.pid}-`, ':4194304-');
    expect(isWorkerDead(name)).toBe(false);
    expect(isWorkerDead('nonsense')).toBe(false);
  });
});
