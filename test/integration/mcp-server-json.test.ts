import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')) as Record<string, unknown>;

it('server.json is what the MCP registry takes, and of this version', () => {
  const { name, description, version, packages = [] } = read('server.json');
  expect(name).toMatch(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+\/[a-z0-9-]+$/i);
  expect((description as string).length).toBeLessThanOrEqual(100);
  expect(version).toBe(read('package.json')['version']);
  // A package that is not published must not be named: whoever registers the name would be installed in its place.
  if (read('package.json')['private'] === true) expect(packages).toEqual([]);
});
