import { fileURLToPath } from 'node:url';

/**
 * Path of the compiled file behind a module, for what is found beside it in dist/ and for tests that run one module in
 * a process of its own: Node 20 runs no TypeScript, so a call from src/ is sent to the same place in dist/. `relative` is
 * written with `.ts`, as imports are. What the build makes a program of is found by `programEntry`.
 */
export function moduleEntry(from: string, relative: string): string {
  const resolved = fileURLToPath(new URL(relative, from));
  return resolved.replace(/^(.*[\\/])src([\\/].*)$/, '$1dist$2').replace(/\.ts$/, '.js');
}
