import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../jobs-peers', import.meta.url));
const require = createRequire(path.join(folder, 'package.json'));

/** Installs what bench/jobs-peers/package-lock.json pins, unless it is there. */
export function installPeers(): void {
  const wanted = path.join(folder, 'package-lock.json');
  const installed = path.join(folder, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && versions(wanted) === versions(installed)) return;
  process.stderr.write('installing the queues to compare with, into bench/jobs-peers\n');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** A module of theirs. */
export function loadPeer(name: string): unknown {
  return require(name);
}

/** The version of a module of theirs. */
export function peerVersion(name: string): string {
  const { version } = require(`${name}/package.json`) as { version: string };
  return version;
}

function versions(lock: string): string {
  const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as {
    packages: Record<string, { version?: string }>;
  };
  return Object.entries(packages)
    .filter(([place]) => place !== '')
    .map(([place, { version }]) => `${place} ${version}`)
    .sort()
    .join('\n');
}
