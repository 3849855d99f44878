import { describe, expect, it } from 'vitest';
import { SYMBOL_KINDS } from '../../records.ts';
import type { CallType } from '../../records.ts';
import { explainCall } from './explain-call.ts';
import { resolveCall } from './resolve-call.ts';
import type { Candidate, Origin } from './resolve-call.ts';

const files: string[] = [];
const idOf = (path: string): number => {
  if (!files.includes(path)) files.push(path);
  return files.indexOf(path);
};
const LANGUAGES: Readonly<Record<string, string>> = {
  py: 'python',
  go: 'go',
  ts: 'typescript',
  java: 'java',
  c: 'c',
};
const at = (path: string) => ({ fileId: idOf(path), path, language: LANGUAGES[path.split('.').at(-1)!]! });
const from = (path: string, ...includes: string[]): Origin => ({ ...at(path), includes });
const fn = (path: string): Candidate => ({
  ...at(path),
  name: 'run',
  kind: SYMBOL_KINDS.function,
  isFileLocal: false,
});
const method = (path: string): Candidate => ({ ...fn(path), kind: SYMBOL_KINDS.method });

const resolve = (origin: Origin, type: CallType, ...candidates: Candidate[]): string => {
  const { targets, reach, confidence } = resolveCall(origin, candidates, type);
  return `${reach} ${confidence}: ${targets.map(({ path }) => path).join(' ')}`;
};

describe('a call of a name', () => {
  it('reaches its own file first, then what the file imports, then anything, the nearest first', () => {
    const origin = from('pkg/a.py', '.b.run');
    const others = [fn('x/far.py'), fn('pkg/near.py')];
    expect(resolve(origin, 'direct', ...others, fn('pkg/b.py'), fn('pkg/a.py'))).toBe(
      'same_file high: pkg/a.py',
    );
    expect(resolve(origin, 'direct', ...others, fn('pkg/b.py'))).toBe('imported high: pkg/b.py');
    expect(resolve(origin, 'direct', ...others)).toBe('elsewhere low: pkg/near.py x/far.py');
    expect(resolve(origin, 'direct', fn('x/far.py'))).toBe('elsewhere low: x/far.py');
    expect(resolve(origin, 'direct', fn('x/far.c'))).toBe('unresolved low: ');
  });

  it('reaches what an import names before what comes in with others', () => {
    const origin = from('pkg/a.py', '.c.other', '.b.run');
    expect(resolve(origin, 'direct', fn('pkg/c.py'), fn('pkg/b.py'))).toBe('imported high: pkg/b.py');
    expect(explainCall(origin, fn('pkg/b.py'), 'direct').detail).toBe('imports .b.run');
    expect(resolve(from('pkg/a.py', '.c', '.b'), 'direct', fn('pkg/c.py'), fn('pkg/b.py'))).toBe(
      'imported medium: pkg/c.py pkg/b.py',
    );
  });

  it('reaches the package where a folder is one, in Go before imports', () => {
    const origin = from('m/a.go', 'example.com/b');
    const vendored = fn('vendor/example.com/b/b.go');
    expect(resolve(origin, 'direct', vendored, fn('m/b.go'))).toBe('package high: m/b.go');
    expect(resolve(origin, 'indirect', vendored, fn('m/b.go'))).toBe(
      'imported medium: vendor/example.com/b/b.go',
    );
    expect(resolve(from('m/A.java'), 'direct', fn('m/B.java'), fn('n/B.java'))).toBe(
      'package high: m/B.java',
    );
    expect(resolve(from('m/a.py'), 'direct', fn('m/b.py'), fn('n/b.py'))).toMatch(/^elsewhere low/);
  });

  it('is never a method where those need a receiver', () => {
    expect(resolve(from('a.ts'), 'direct', method('a.ts'))).toBe('unresolved low: ');
    expect(resolve(from('A.java'), 'direct', method('A.java'))).toBe('same_file high: A.java');
  });
});

describe('a call of a member', () => {
  it('may reach all methods the file sees', () => {
    const origin = from('a.ts', './b');
    expect(resolve(origin, 'indirect', method('c.ts'), method('b.ts'), method('a.ts'))).toBe(
      'same_file low: a.ts b.ts',
    );
    expect(resolve(origin, 'indirect', method('c.ts'))).toBe('elsewhere low: c.ts');
    expect(explainCall(origin, method('b.ts'), 'indirect').kind).toBe('import');
  });

  it('is rather a function of a module than one of its own file', () => {
    expect(resolve(from('a.py', 'b'), 'indirect', fn('a.py'), fn('b.py'))).toBe('imported medium: b.py');
    expect(resolve(from('a.py'), 'indirect', fn('a.py'))).toBe('elsewhere low: a.py');
  });
});
