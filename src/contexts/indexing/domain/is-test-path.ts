const TEST_FOLDER = /(?:^|\/)(?:tests?|testing|__tests__|selftests|kunit|specs?)\//;
const TEST_NAME = /(?:^|\/)(?:test[_-][^/]*|[^/]*(?:[._-]tests?|[._-]spec|[._-]kunit|Tests?))\.\w+$/;

/** Is a file (or a folder, with its `/`) a test by its path: `tools/testing/…`, `test/…`, `x.test.ts`, `test_x.c`, `x_kunit.c`? */
export function isTestPath(path: string): boolean {
  return !path.startsWith('Documentation/') && (TEST_FOLDER.test(path) || TEST_NAME.test(path));
}

/** Paths at which the tests of a file lie by custom. */
export function customTestPaths(path: string): string[] {
  const slash = path.lastIndexOf('/') + 1;
  const dot = path.lastIndexOf('.');
  if (dot <= slash || isTestPath(path)) return [];
  const folder = path.slice(0, slash);
  const stem = path.slice(slash, dot);
  const end = path.slice(dot);
  const beside = [
    `${stem}.test${end}`,
    `${stem}.spec${end}`,
    `${stem}_test${end}`,
    `${stem}-test${end}`,
    `${stem}_kunit${end}`,
    `test_${stem}${end}`,
  ];
  const names = [...beside, `${stem}${end}`];
  const below = ['tests', 'test', '__tests__'].flatMap((name) => names.map((test) => `${name}/${test}`));
  return [...beside, ...below].map((name) => folder + name);
}
