import { readFileSync } from 'node:fs';
import path from 'node:path';
import { kernelVersionOf } from '../domain/kernel-version.ts';

/** The version of the Linux kernel a folder holds; undefined when it holds something else. */
export function readKernelVersion(root: string): string | undefined {
  try {
    readFileSync(path.join(root, 'Kbuild'));
    return kernelVersionOf(readFileSync(path.join(root, 'Makefile'), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}
