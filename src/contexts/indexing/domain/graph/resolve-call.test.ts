import { describe, expect, it } from 'vitest';
import { isFileLocal } from './linkage.ts';
import { resolveCall } from './resolve-call.ts';
import type { Candidate, Origin } from './resolve-call.ts';

const files: string[] = [];
const idOf = (path: string): number => {
  if (!files.includes(path)) files.push(path);
  return files.indexOf(path);
};
const from = (path: string, includes: string[] = [], language = 'c'): Origin => ({
  fileId: idOf(path),
  path,
  language,
  includes,
});
const global = (path: string, language = 'c'): Candidate => ({
  fileId: idOf(path),
  path,
  language,
  isFileLocal: false,
});
/** One that is said to be static. */
const local = (path: string, language = 'c', kind = 'f'): Candidate => ({
  ...global(path, language),
  isFileLocal: isFileLocal({ path, language, kind, isStatic: true }),
});

const resolve = (origin: Origin, ...candidates: Candidate[]) => {
  const { targets, reach, confidence } = resolveCall(origin, candidates);
  return { to: targets.map(({ path }) => path), reach, confidence };
};

describe('resolveCall', () => {
  it('takes the static function of its own file before any other', () => {
    expect(resolve(from('fs/a.c'), global('lib/foo.c'), local('fs/a.c'), local('include/foo.h'))).toEqual({
      to: ['fs/a.c'],
      reach: 'same_file',
      confidence: 'high',
    });
  });

  it('keeps both bodies of a function that its file defines twice', () => {
    expect(resolve(from('fs/a.c'), local('fs/a.c'), local('fs/a.c')).to).toHaveLength(2);
  });

  it('never reaches a static function of another folder', () => {
    expect(resolve(from('fs/a.c'), local('mm/b.c'))).toEqual({
      to: [],
      reach: 'unresolved',
      confidence: 'low',
    });
    expect(resolve(from('fs/a.c'), local('mm/b.c'), global('lib/foo.c'))).toMatchObject({
      to: ['lib/foo.c'],
      reach: 'visible',
    });
  });

  it('is sure of the only definition', () => {
    expect(resolve(from('fs/a.c'), global('lib/foo.c')).confidence).toBe('high');
  });

  it('takes the inline of the header that the file includes, not of another', () => {
    const candidates = [local('drivers/net/one/core.h'), local('drivers/net/two/core.h')];
    expect(resolve(from('drivers/net/two/main.c', ['core.h']), ...candidates)).toEqual({
      to: ['drivers/net/two/core.h'],
      reach: 'included',
      confidence: 'high',
    });
    expect(resolve(from('drivers/net/two/sub/x.c', ['../core.h']), ...candidates).to).toEqual([
      'drivers/net/two/core.h',
    ]);
  });

  it('takes a header that serves its folder, when it comes in by way of others', () => {
    expect(
      resolve(from('drivers/net/two/main.c'), local('drivers/net/one/x.h'), local('drivers/net/two/x.h')),
    ).toEqual({ to: ['drivers/net/two/x.h'], reach: 'visible', confidence: 'medium' });
  });

  it('keeps a function beside the inline that stands in for it in other configurations', () => {
    const stub = local('include/linux/foo.h');
    expect(resolve(from('fs/a.c', ['linux/foo.h']), stub, global('mm/foo.c'))).toEqual({
      to: ['include/linux/foo.h', 'mm/foo.c'],
      reach: 'included',
      confidence: 'medium',
    });
  });

  it('keeps architectures apart, and all of them for code that belongs to none', () => {
    const candidates = [global('arch/arm/kernel/p.c'), global('arch/x86/kernel/p.c')];
    expect(resolve(from('arch/x86/mm/fault.c'), ...candidates).to).toEqual(['arch/x86/kernel/p.c']);
    expect(resolve(from('kernel/fork.c'), ...candidates).to).toHaveLength(2);
    const inlines = [local('arch/arm/include/asm/io.h'), local('arch/x86/include/asm/io.h')];
    expect(resolve(from('drivers/a.c'), ...inlines).to).toHaveLength(2);
  });

  it('keeps what architectures define beside the fallback in a header of the whole project', () => {
    const fallback = local('include/linux/io.h');
    const inlines = [local('arch/arm/include/asm/io.h'), local('arch/x86/include/asm/io.h')];
    expect(resolve(from('mm/a.c', ['linux/io.h']), fallback, ...inlines).to).toHaveLength(3);
    expect(resolve(from('arch/x86/mm/a.c', ['linux/io.h']), fallback, ...inlines).to).toEqual([
      'include/linux/io.h',
      'arch/x86/include/asm/io.h',
    ]);
    expect(resolve(from('drivers/a.c', ['io.h']), local('drivers/io.h'), ...inlines).to).toEqual([
      'drivers/io.h',
    ]);
  });

  it('keeps programs of their own apart', () => {
    const candidates = [global('lib/str.c'), global('tools/lib/str.c'), global('tools/perf/util/str.c')];
    expect(resolve(from('fs/a.c'), ...candidates).to).toEqual(['lib/str.c']);
    expect(resolve(from('tools/perf/main.c'), ...candidates).to).toEqual(['tools/perf/util/str.c']);
  });

  it('falls back to a source file of the same folder, and says that it is a guess', () => {
    expect(resolve(from('kernel/sched/rt.c'), local('kernel/sched/deadline.c'))).toEqual({
      to: ['kernel/sched/deadline.c'],
      reach: 'nearby',
      confidence: 'low',
    });
  });

  it.each(['java', 'python', 'csharp', 'ruby', 'php', 'typescript', 'rust'])(
    'reaches what is static in %s from everywhere',
    (language) => {
      const elsewhere = local('lib/deep/b', language, 'd');
      const called = (...found: Candidate[]) => resolveCall(from('app/a', [], language), found, 'indirect');
      expect(called(elsewhere)).toMatchObject({ targets: [elsewhere], reach: 'elsewhere' });
      // What is not static is no likelier; the nearest comes first.
      const near = global('app/sub/c', language);
      expect(called(elsewhere, near)).toMatchObject({ targets: [near, elsewhere], reach: 'elsewhere' });
    },
  );

  it('reaches static members of C++ from everywhere, and static functions from their own file', () => {
    const origin = from('app/a.cc', [], 'cpp');
    expect(resolve(origin, local('lib/b.cc', 'cpp', 'd')).to).toEqual(['lib/b.cc']);
    expect(resolve(origin, local('lib/b.cc', 'cpp', 'f')).to).toEqual([]);
    expect(resolve(origin, local('lib/include/b.tpp', 'cpp', 'f')).to).toEqual(['lib/include/b.tpp']);
  });

  it('never reaches a macro of another source file', () => {
    expect(resolve(from('fs/a.c'), local('mm/b.c', 'c', 'm'), global('lib/b.c')).to).toEqual(['lib/b.c']);
  });

  it('never goes from one language to another, but between those of one family', () => {
    expect(resolve(from('a.py', [], 'python'), global('b.c')).to).toEqual([]);
    expect(resolve(from('a.ts', [], 'typescript'), global('b.js', 'javascript')).to).toEqual(['b.js']);
  });
});
