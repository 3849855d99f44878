import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const PACKAGE = 'linux-source-6.1';

/**
 * A Linux source tree to measure on: `--tree DIR`, else Debian's linux-source-6.1, unpacked once into the cache
 * folder. Ends the process with the words to get it where there is none.
 */
export function kernelTree(given: string | undefined): string {
  if (given !== undefined) return path.resolve(given);
  const cache = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'keelson-bench');
  const unpacked = path.join(cache, PACKAGE);
  if (existsSync(unpacked)) return unpacked;
  const archive = `/usr/src/${PACKAGE}.tar.xz`;
  if (!existsSync(archive)) {
    process.stderr.write(
      `No Linux source tree found. On Debian 12: apt-get install ${PACKAGE}\nor name one: npm run bench -- kernel --tree DIR\n`,
    );
    process.exit(2);
  }
  process.stderr.write(`unpacking ${archive} into ${cache}\n`);
  const partial = `${unpacked}.partial`;
  mkdirSync(partial, { recursive: true });
  execFileSync('tar', ['xf', archive, '-C', partial, '--strip-components=1']);
  renameSync(partial, unpacked);
  return unpacked;
}
