import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { moduleEntry } from '../../../platform/processes/module-entry.ts';

let known: string | undefined;

/**
 * Names what makes chunks: `keelson 0.1.0+1f2e3d4c`. The digits hash the compiled scanner and extractors with their
 * queries, so that a change of theirs, even between releases, makes chunks be scanned again.
 */
export function generatorName(): string {
  known ??= `keelson ${packageVersion()}+${hashExtractors().slice(0, 8)}`;
  return known;
}

function packageVersion(): string {
  const file = new URL('../../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function hashExtractors(): string {
  const root = path.resolve(path.dirname(moduleEntry(import.meta.url, '../index.ts')), '../..');
  const files = [
    path.join(root, 'assembly', 'scanner.wasm'),
    ...['extract', 'domain'].flatMap((folder) => filesBelow(path.join(root, 'contexts', 'indexing', folder))),
  ];
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${path.relative(root, file)}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(?:js|scm)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
