import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isMarkAlive, newProcessMark } from '../../processes/process-identity.ts';

/** Registers this process as a user of the server; the returned function takes the entry back. */
export function registerUser(folder: string): () => void {
  const file = path.join(folder, newProcessMark());
  writeFileSync(file, '');
  return () => rmSync(file, { force: true });
}

/** Whether any living process is registered; entries of dead ones are removed. */
export function hasUsers(folder: string): boolean {
  let found = false;
  for (const name of readdirSync(folder)) {
    if (isMarkAlive(name)) found = true;
    else rmSync(path.join(folder, name), { force: true });
  }
  return found;
}
