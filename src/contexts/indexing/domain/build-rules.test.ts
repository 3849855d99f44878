import { expect, it } from 'vitest';
import { configsIn, foldersAround, moduleOf, objectOf } from './build-rules.ts';

it('names the symbols of rules', () => {
  expect(configsIn('obj-$(CONFIG_A) += a.o if CONFIG_B && !CONFIG_C', null, 'CONFIG_A')).toEqual([
    'CONFIG_A',
    'CONFIG_B',
    '!CONFIG_C',
  ]);
});

it('names objects and the folders around a Makefile', () => {
  expect(['a/b.c', 'a/b.S', 'a/b.rs', 'a/b.h'].map(objectOf)).toEqual(['a/b.o', 'a/b.o', 'a/b.o', undefined]);
  expect(foldersAround('fs/ext4/Makefile')).toEqual(['fs/ext4/', 'fs/']);
  expect(foldersAround('Makefile')).toEqual([]);
});

it('tells modules from what is always in the kernel', () => {
  const types: Record<string, string> = { CONFIG_T: 'CONFIG_T tristate "t"', CONFIG_B: 'CONFIG_B bool' };
  const of = (name: string, rule: string): string => moduleOf(name, rule, (config) => types[config]);
  expect(of('ext4', 'obj-$(CONFIG_T) += ext4.o')).toBe('ext4');
  expect(of('ext4', 'obj-$(CONFIG_UNKNOWN) += ext4.o')).toBe('ext4');
  expect(of('ext4', 'obj-m')).toBe('ext4');
  expect(of('slob', 'obj-$(CONFIG_B) += slob.o')).toBe('vmlinux');
  expect(of('slob', 'obj-$(CONFIG_B) += slob.o if CONFIG_T')).toBe('vmlinux');
  expect(of('x', 'obj-$(CONFIG_B) += x.o, obj-$(CONFIG_T) += x.o')).toBe('x');
  expect(of('hv', 'obj-$(subst m,y,$(CONFIG_T)) += hv.o')).toBe('vmlinux');
  expect(of('fs/built-in.a', 'obj-y')).toBe('vmlinux');
  expect(of('gen', 'lib-$(CONFIG_T) += gen.o')).toBe('vmlinux');
});
