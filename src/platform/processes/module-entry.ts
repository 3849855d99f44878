import { fileURLToPath } from 'node:url';

/**
 * Path of the compiled file behind a module, for `new Worker` and `fork`: Node 20 runs no TypeScript, so a call
 * from src/ (tests, development) is sent to the same place in dist/.
 */
export function moduleEntry(from: string, relative: string): string {
  const resolved = fileURLToPath(new URL(relative, from));
  return resolved.replace(/([\\/])src([\\/](?:.*[\\/])?)([^\\/]+)\.ts$/, '$1dist$2$3.js').replace(/\.ts$/, '.js');
}
