import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { AppError, messageOf } from '../kernel/errors.ts';
import { type Settings, SettingsSchema } from './settings-schema.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Names that start with KEELSON_ and are no setting of {@link SettingsSchema}. */
const OTHER_VARIABLES = new Set(['KEELSON_HOME', 'KEELSON_CONFIG']);

/**
 * Where data lives: `--home`, KEELSON_HOME, else the XDG data folder; for root, whose home folder no other user may
 * enter (and PostgreSQL refuses to run as root), the place of a system service.
 */
export function homeFolder(flagHome: string | undefined, env: Environment = process.env): string {
  const given = flagHome ?? env['KEELSON_HOME'];
  if (given !== undefined && given !== '') return path.resolve(given);
  if (process.getuid?.() === 0) return '/var/lib/keelson';
  const data = env['XDG_DATA_HOME'];
  const base = data !== undefined && path.isAbsolute(data) ? data : path.join(homedir(), '.local', 'share');
  return path.join(base, 'keelson');
}

/**
 * The settings: flags over KEELSON_* over keelson.yaml (KEELSON_CONFIG, else the one in the home folder; never the
 * one of a folder that is indexed, which may be hostile) over defaults. Throws `invalid_setting` naming the setting
 * and where it came from.
 */
export async function readSettings(
  flags: Readonly<Record<string, unknown>> & { home?: string },
  env: Environment = process.env,
): Promise<Settings> {
  const { home: flagHome, ...given } = flags;
  const home = homeFolder(flagHome, env);
  const sources: [string, Record<string, unknown>][] = [
    ...(await fromFile(home, env)),
    ['the environment', fromEnvironment(env)],
    ['the command line', given],
  ];
  const merged: Record<string, unknown> = {};
  const origin: Record<string, string> = {};
  for (const [name, values] of sources) {
    for (const [key, value] of Object.entries(values)) {
      if (value === undefined) continue;
      merged[key] = value;
      origin[key] = name;
    }
  }
  const parsed = SettingsSchema.safeParse(merged);
  if (parsed.success) return { ...parsed.data, home };
  const issue = parsed.error.issues[0]!;
  const key = issue.code === 'unrecognized_keys' ? issue.keys[0]! : String(issue.path[0]);
  const what =
    issue.code === 'unrecognized_keys' ? `there is no setting of this name${nearest(key)}` : issue.message;
  throw new AppError(
    'invalid',
    'invalid_setting',
    `Setting "${key}" (from ${origin[key] ?? 'the defaults'}): ${what}`,
  );
}

function fromEnvironment(env: Environment): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('KEELSON_') || OTHER_VARIABLES.has(name) || value === undefined || value === '')
      continue;
    values[name.slice('KEELSON_'.length).toLowerCase()] = value;
  }
  return values;
}

async function fromFile(home: string, env: Environment): Promise<[string, Record<string, unknown>][]> {
  const named = env['KEELSON_CONFIG'];
  const file = named ? path.resolve(named) : path.join(home, 'keelson.yaml');
  if (!named && !existsSync(file)) return [];
  try {
    const { parse } = await import('yaml');
    const content: unknown = parse(readFileSync(file, 'utf8')) ?? {};
    if (typeof content !== 'object' || Array.isArray(content))
      throw new Error('it must be a map of settings');
    return [[file, content as Record<string, unknown>]];
  } catch (error) {
    throw new AppError(
      'invalid',
      'invalid_setting',
      `Cannot read settings from ${file}: ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
}

/** ` (did you mean "port"?)` for a name that is one or two letters off. */
function nearest(key: string): string {
  const known = Object.keys(SettingsSchema.shape);
  const close = known.find((name) => editDistance(name, key) <= 2);
  return close === undefined ? `; known are ${known.join(', ')}` : ` (did you mean "${close}"?)`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, swap));
    }
    row = next;
  }
  return row[b.length]!;
}
