import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));
/** The name of a prepared statement, by the form `name: 'context_what'` that all of them have. */
const NAME = /\bname: ['`]((?:indexing|jobs)_[a-z][\w${}]*)['`]/g;

test('no two prepared statements have one name: a connection that has run one refuses the other', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.includes(`${path.sep}store${path.sep}`) && file.endsWith('.ts'),
  );
  const names = files.flatMap((file) =>
    [...readFileSync(path.join(SRC, file), 'utf8').matchAll(NAME)].map(([, name]) => name),
  );
  expect(names.length).toBeGreaterThan(50);
  const repeated = names.filter((name, at) => names.indexOf(name) !== at);
  expect(repeated).toEqual([]);
});
