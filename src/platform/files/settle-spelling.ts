import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** What the spelling of a path goes by; injected, since few machines have a folder that takes two for one. */
export interface SpellingFacts {
  /** Which file this is, whatever it is called; undefined where there is none. */
  identity(file: string): Promise<string | undefined>;
  /** Names in a folder, as they are stored; none where it cannot be read. */
  names(folder: string): Promise<readonly string[]>;
}

/**
 * The one spelling of a real path, where a folder on the way takes upper and lower case for the same: that in which the
 * file system has stored it. `realpath` follows links, but keeps what case it was given on some systems. A folder that
 * tells cases apart costs one look for a name that is not there.
 */
export async function settleSpelling(real: string, facts: SpellingFacts = diskFacts): Promise<string> {
  const { root } = path.parse(real);
  let settled = root;
  for (const name of real
    .slice(root.length)
    .split(path.sep)
    .filter((part) => part !== '')) {
    settled = path.join(settled, await storedName(settled, name, facts));
  }
  return settled;
}

async function storedName(folder: string, name: string, facts: SpellingFacts): Promise<string> {
  const other = swapCase(name);
  if (other === name) return name;
  const [mine, others] = await Promise.all([
    facts.identity(path.join(folder, name)),
    facts.identity(path.join(folder, other)),
  ]);
  if (mine === undefined || mine !== others) return name;
  const stored = await facts.names(folder);
  // Two entries that only differ in case may still be one file, by hard links or mounts: then each is itself.
  if (stored.includes(name)) return name;
  const folded = name.toLowerCase();
  return stored.find((one) => one.toLowerCase() === folded) ?? name;
}

function swapCase(name: string): string {
  return Array.from(name, (letter) => {
    const upper = letter.toUpperCase();
    return letter === upper ? letter.toLowerCase() : upper;
  }).join('');
}

// What this process may not look at is left in the spelling that was given; whoever opens it meets the reason.
const diskFacts: SpellingFacts = {
  async identity(file) {
    const found = await stat(file, { bigint: true }).catch(() => undefined);
    return found === undefined ? undefined : `${found.dev}:${found.ino}`;
  },
  names: (folder) => readdir(folder).catch(() => []),
};
