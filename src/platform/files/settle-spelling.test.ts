import path from 'node:path';
import { expect, test } from 'vitest';
import { settleSpelling } from './settle-spelling.ts';
import type { SpellingFacts } from './settle-spelling.ts';

/** A disk of these folders; names below a folder of `blind` are found in any case. */
function disk(folders: readonly string[], blind: readonly string[]): SpellingFacts & { asked: string[] } {
  const asked: string[] = [];
  const find = (file: string): string | undefined => {
    let at = '/';
    for (const name of file.split('/').filter((part) => part !== '')) {
      const next = folders.find((folder) => {
        if (path.dirname(folder) !== at) return false;
        const stored = path.basename(folder);
        return blind.includes(at) ? stored.toLowerCase() === name.toLowerCase() : stored === name;
      });
      if (next === undefined) return undefined;
      at = next;
    }
    return at;
  };
  return {
    asked,
    identity: async (file) => find(file),
    async names(folder) {
      asked.push(folder);
      return folders.filter((one) => path.dirname(one) === folder).map((one) => path.basename(one));
    },
  };
}

test('where a folder tells cases apart, a path stays as it is and no folder is read', async () => {
  const facts = disk(['/Src', '/src', '/src/Repo'], []);
  expect(await settleSpelling('/src/Repo', facts)).toBe('/src/Repo');
  expect(await settleSpelling('/Src', facts)).toBe('/Src');
  expect(facts.asked).toEqual([]);
});

test('where it does not, every spelling becomes the stored one', async () => {
  const facts = disk(['/Users', '/Users/Ada', '/Users/Ada/Éclair-1'], ['/', '/Users', '/Users/Ada']);
  for (const spelling of ['/Users/Ada/Éclair-1', '/users/ADA/éclair-1', '/USERS/ada/ÉCLAIR-1']) {
    expect(await settleSpelling(spelling, facts)).toBe('/Users/Ada/Éclair-1');
  }
});

test('the rule is each folder’s own: a mount may differ from what it is mounted in', async () => {
  const facts = disk(['/mnt', '/mnt/Usb', '/mnt/Usb/Code', '/mnt/Usb/Code/a'], ['/mnt/Usb']);
  expect(await settleSpelling('/mnt/Usb/CODE/a', facts)).toBe('/mnt/Usb/Code/a');
  expect(facts.asked).toEqual(['/mnt/Usb']);
});

test('two entries that are one file stay two names', async () => {
  const facts: SpellingFacts = { identity: async () => 'same', names: async () => ['repo', 'REPO'] };
  expect(await settleSpelling('/repo', facts)).toBe('/repo');
  expect(await settleSpelling('/REPO', facts)).toBe('/REPO');
});

test('a folder that may be entered but not read keeps the spelling that was given', async () => {
  const facts: SpellingFacts = { identity: async () => 'same', names: async () => [] };
  expect(await settleSpelling('/Repo/x1', facts)).toBe('/Repo/x1');
});
