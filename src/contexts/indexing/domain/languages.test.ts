import { describe, expect, it } from 'vitest';
import { languageOf, languageOfScript, languageOfShebang, mayBeScript, needsGrammar } from './languages.ts';

describe('languageOf', () => {
  it.each([
    ['fs/read_write.c', 'c'],
    ['include/linux/fs.h', 'c'],
    ['src/main.ts', 'typescript'],
    ['types/index.d.ts', 'typescript'],
    ['src/ship.cc', 'cpp'],
    ['src/ship.hpp', 'cpp'],
    ['cmd/main.go', 'go'],
    ['src/Ship.java', 'java'],
    ['src/lib.rs', 'rust'],
    ['a.mts', 'typescript'],
    ['a.cts', 'typescript'],
    ['web/page.tsx', 'tsx'],
    ['a.js', 'javascript'],
    ['a.mjs', 'javascript'],
    ['a.cjs', 'javascript'],
    ['a.jsx', 'javascript'],
    ['tools/run.py', 'python'],
    ['stubs/os.pyi', 'python'],
    ['SConstruct', 'python'],
    ['deep/er/Jakefile', 'javascript'],
    ['Fleet/Ship.cs', 'csharp'],
    ['lib/ship.rb', 'ruby'],
    ['Rakefile', 'ruby'],
    ['keelson.gemspec', 'ruby'],
    ['tasks/build.rake', 'ruby'],
    ['public/index.php', 'php'],
    ['view/page.phtml', 'php'],
    ['run.sh', 'bash'],
    ['home/.bashrc', 'bash'],
    ['PKGBUILD', 'bash'],
    ['with space/ünïcode.py', 'python'],
    ['Kconfig', 'kconfig'],
    ['fs/Kconfig.binfmt', 'kconfig'],
    ['lib/Kconfig.debug', 'kconfig'],
    ['Makefile', 'kbuild'],
    ['arch/arm/mach-s3c/Makefile.s3c64xx', 'kbuild'],
    ['arch/x86/Kbuild', 'kbuild'],
    ['MAINTAINERS', 'maintainers'],
    ['.github/CODEOWNERS', 'maintainers'],
    ['src/Kconfig.py', 'python'],
    ['tools/go.mod', 'gomod'],
    ['Cargo.toml', 'cargo'],
  ])('%s is %s', (path, language) => {
    expect(languageOf(path)).toBe(language);
  });

  it.each([
    'README',
    'docs/MAINTAINERS',
    'src/CODEOWNERS',
    'kconfig',
    'Makefiles',
    'a.C',
    'a.md',
    '.ts',
    'dir.py/file',
    'py',
    '',
    'a.',
    'constructor',
    'a.constructor',
  ])('%j is in no known language', (path) => {
    expect(languageOf(path)).toBeUndefined();
  });
});

describe('languageOfShebang', () => {
  it.each([
    ['#!/usr/bin/env node', 'javascript'],
    ['#!/usr/bin/env -S node --no-warnings', 'javascript'],
    ['#! /usr/bin/python3.11 -u', 'python'],
    ['#!/usr/bin/env -S PYTHONPATH=. python3\r', 'python'],
    ['#!/usr/bin/env tsx', 'typescript'],
    ['#!/bin/sh', 'bash'],
    ['#!/usr/bin/env -S bash -eu', 'bash'],
    ['#!/usr/bin/ruby2.7', 'ruby'],
    ['#!/usr/bin/env php8.3', 'php'],
  ])('%s is %s', (line, language) => {
    expect(languageOfShebang(line)).toBe(language);
  });

  it.each(['', 'node', '#!', '#!/usr/bin/perl', '#!/usr/bin/env', '# python'])('%j says nothing', (line) => {
    expect(languageOfShebang(line)).toBeUndefined();
  });
});

describe('languageOfScript', () => {
  const of = (text: string): string | undefined => languageOfScript(Buffer.from(text));

  it('reads the first line alone', () => {
    expect(of('#!/bin/sh\nexec python3 "$0"\n')).toBe('bash');
    expect(of('#!/usr/bin/env python3')).toBe('python');
    expect(of('#!/usr/bin/ruby\r\nputs 1\r\n')).toBe('ruby');
    expect(of('\n#!/bin/sh\n')).toBeUndefined();
    expect(of('#!/usr/bin/make -f\n# bash\n')).toBeUndefined();
    expect(of('')).toBeUndefined();
  });

  it('is not led astray by a long line or by bytes that are no text', () => {
    expect(of(`#!/bin/bash ${'x'.repeat(10_000)}`)).toBe('bash');
    expect(of(`#!/${'x'.repeat(200)}/bash\n`)).toBeUndefined();
    expect(of('#!\0\u{fffd}')).toBeUndefined();
  });
});

describe('mayBeScript', () => {
  it.each(['bin/run', 'configure', 'pre-commit'])('%s may be one', (path) => {
    expect(mayBeScript(path)).toBe(true);
  });

  it.each(['run.pl', 'Rakefile', '.gitignore', 'drivers/Makefile', 'a.b/c.d', 'x.'])('%s is none', (path) => {
    expect(mayBeScript(path)).toBe(false);
  });
});

describe('needsGrammar', () => {
  it('is true of what neither the module nor a reader of our own reads', () => {
    expect(['c', 'bash', 'kbuild', 'kconfig', 'maintainers', 'gomod', 'cargo'].some(needsGrammar)).toBe(
      false,
    );
    expect(['python', 'rust', 'typescript'].every(needsGrammar)).toBe(true);
  });
});
