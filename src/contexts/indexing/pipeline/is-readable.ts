import { accessSync, constants } from 'node:fs';

/** May this process read the file now? */
export function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
