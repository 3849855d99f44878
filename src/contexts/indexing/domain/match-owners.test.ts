import { expect, it } from 'vitest';
import { matchOwners } from './match-owners.ts';
import type { OwnerSection } from './match-owners.ts';

const section = (title: string, file: string, line: number, ...texts: string[]): OwnerSection => ({
  title,
  file,
  line,
  endLine: line + texts.length,
  entries: texts.map((text, place) => ({ text, line: line + 1 + place })),
});

it('orders sections by their most specific pattern, those for everything last', () => {
  const sections = [
    section('REST', 'MAINTAINERS', 90, 'F:*', 'F:*/'),
    section('NAMES', 'MAINTAINERS', 5, 'N:inode'),
    section('FS', 'MAINTAINERS', 10, 'F:fs/'),
    section('EXT4', 'MAINTAINERS', 20, 'F:fs/ext4/', 'F:include/ext4.h'),
    section('FILE', 'MAINTAINERS', 30, 'F:fs/ext4/inode.c'),
    section('NOT', 'MAINTAINERS', 40, 'F:fs/ext4/', 'X:fs/ext4/i*'),
  ];
  const { matches, cut } = matchOwners(sections, ['fs/ext4/inode.c', 'fs/ext4/super.c']);
  expect(matches.map((match) => [match.section.title, match.fallback, match.paths.length])).toEqual([
    ['FILE', false, 1],
    ['EXT4', false, 2],
    ['NOT', false, 1],
    ['FS', false, 2],
    ['NAMES', false, 1],
    ['REST', true, 2],
  ]);
  expect(cut).toBe(false);
});

it('lets the last rule of CODEOWNERS win', () => {
  const sections = [
    section('*', 'CODEOWNERS', 1, 'F:*', 'M:@all'),
    section('*.c', 'CODEOWNERS', 2, 'F:*.c', 'M:@c'),
    section('/fs/', 'CODEOWNERS', 3, 'F:/fs/', 'M:@fs'),
  ];
  const { matches } = matchOwners(sections, ['fs/a.c', 'lib/a.c', 'README']);
  expect(matches.map((match) => [match.section.title, match.paths, match.fallback])).toEqual([
    ['/fs/', ['fs/a.c'], false],
    ['*.c', ['lib/a.c'], false],
    ['*', ['README'], true],
  ]);
});

it('says when not everything was compared', () => {
  const sections = [
    section('BIG', 'MAINTAINERS', 1, ...Array.from({ length: 400 }, () => `F:${'*a'.repeat(450)}`)),
  ];
  expect(matchOwners(sections, ['a'.repeat(400)]).cut).toBe(true);
});
