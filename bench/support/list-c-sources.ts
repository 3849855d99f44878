import { readdirSync } from 'node:fs';
import path from 'node:path';

/** C files and headers below a folder. */
export function listCSources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) return listCSources(at);
    return entry.isFile() && /\.[ch]$/.test(at) ? [at] : [];
  });
}
