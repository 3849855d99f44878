import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../kernel/errors.ts';
import { isWithin } from '../../../platform/files/is-within.ts';
import { settleSpelling } from '../../../platform/files/settle-spelling.ts';

/**
 * The one name of a folder: absolute, without symbolic links, `..`, doubled or trailing slashes, in the file
 * system's own case. Throws an `invalid` error for what is not a readable folder within `roots` (anywhere, when
 * there are none).
 */
export async function resolveFolder(folder: string, roots: readonly string[]): Promise<string> {
  const real = await realFolder(folder, '/folder_path');
  try {
    await access(real, constants.R_OK | constants.X_OK);
  } catch {
    throw refused(
      '/folder_path',
      'folder_unreadable',
      `The server may not read ${real}; check its permissions`,
    );
  }
  await assertWithin(real, roots, '/folder_path');
  return real;
}

/**
 * The one name of a folder that may not exist yet: its nearest existing ancestor is resolved, so that a symbolic
 * link cannot lead out of `roots`.
 */
export async function resolveOutput(folder: string, roots: readonly string[]): Promise<string> {
  assertAbsolute(folder, '/output_dir');
  let existing = path.resolve(folder);
  let rest = '';
  for (;;) {
    try {
      const resolved = path.join(await realFolder(existing, '/output_dir'), rest);
      await assertWithin(resolved, roots, '/output_dir');
      return resolved;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'folder_not_found') throw error;
      rest = path.join(path.basename(existing), rest);
      existing = path.dirname(existing);
    }
  }
}

async function realFolder(folder: string, pointer: string): Promise<string> {
  assertAbsolute(folder, pointer);
  let real;
  try {
    real = await realpath(folder);
    if ((await stat(real)).isDirectory()) return await settleSpelling(real);
  } catch (error) {
    throw refused(pointer, ...reasonOf(error, folder));
  }
  throw refused(pointer, 'not_a_folder', `${folder} is not a folder; give the folder that holds it`);
}

function reasonOf(error: unknown, folder: string): [code: string, message: string] {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'bad path';
  switch (code) {
    case 'ENOENT':
      return [
        'folder_not_found',
        `There is no folder ${folder} on the machine of the server; check the path`,
      ];
    case 'ENOTDIR':
      return ['not_a_folder', `A part of ${folder} is a file, not a folder`];
    case 'EACCES':
    case 'EPERM':
      return ['folder_unreadable', `The server may not reach ${folder}; check its permissions`];
    case 'ELOOP':
      return ['folder_unreadable', `${folder} leads through symbolic links that point at each other`];
    default:
      return ['folder_unreadable', `The server cannot resolve ${folder} (${code})`];
  }
}

function assertAbsolute(folder: string, pointer: string): void {
  if (path.isAbsolute(folder)) return;
  throw refused(
    pointer,
    'path_not_absolute',
    `${folder} is a relative path, which the server cannot place; give the absolute one`,
  );
}

async function assertWithin(real: string, roots: readonly string[], pointer: string): Promise<void> {
  if (roots.length === 0) return;
  if (await isWithin(real, roots)) return;
  throw refused(pointer, 'outside_allowed_roots', `${real} is outside the folders this server may index`);
}

function refused(pointer: string, code: string, message: string): AppError {
  return new AppError('invalid', code, message, { errors: [{ pointer, detail: code.replaceAll('_', ' ') }] });
}
