import { describe, expect, it } from 'vitest';
import { chooseIncluded, mayInclude } from './include.ts';

describe('includes', () => {
  it('are seen from the file, folders above it, and folders named include', () => {
    expect(mayInclude('linux/fs.h', 'fs/a.c', 'include/linux/fs.h')).toBe(true);
    expect(mayInclude('types.h', 'fs/a.c', 'include/uapi/types.h')).toBe(true);
    expect(mayInclude('core.h', 'net/a.c', 'fs/core.h')).toBe(false);
    expect(mayInclude('../core.h', 'net/sub/a.c', 'net/core.h')).toBe(true);
    expect(mayInclude('../../../core.h', 'net/a.c', 'core.h')).toBe(false);
    expect(mayInclude('score.h', 'a.c', 'fs/core.h')).toBe(false);
  });

  it('mean the file beside, else what is built together', () => {
    expect(chooseIncluded('fs.h', 'fs/a.c', ['fs/fs.h', 'include/fs.h'])).toEqual(['fs/fs.h']);
    const paths = ['include/linux/x.h', 'include/uapi/linux/x.h', 'tools/include/linux/x.h'];
    expect(chooseIncluded('linux/x.h', 'fs/a.c', paths)).toEqual(['include/linux/x.h']);
    expect(chooseIncluded('linux/x.h', 'tools/perf/a.c', paths)).toEqual(['tools/include/linux/x.h']);
    const asm = ['arch/arm/include/asm/io.h', 'arch/x86/include/asm/io.h'];
    expect(chooseIncluded('asm/io.h', 'arch/x86/a.c', asm)).toEqual(['arch/x86/include/asm/io.h']);
    expect(chooseIncluded('asm/io.h', 'fs/a.c', asm)).toEqual(asm);
  });
});
