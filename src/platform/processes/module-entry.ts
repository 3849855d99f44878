import { fileURLToPath } from 'node:url';

/**
 * Path of the compiled file behind a module, for `new Worker` and `fork`: Node 20 runs no TypeScript, so a call
 * from src/ (tests, development) is sent to the same place in dist/. `relative` is written with `.ts`, as imports are.
 */
export function moduleEntry(from: string, relative: string): string {
  const resolved = fileURLToPath(new URL(relative, from));
  return resolved.replace(/^(.*[\\/])src([\\/].*)$/, '$1dist$2').replace(/\.ts$/, '.js');
}
