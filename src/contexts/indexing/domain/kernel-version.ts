/**
 * The version a Linux kernel's top Makefile states (`6.1.192`), or undefined where it is some other Makefile.
 * VERSION, PATCHLEVEL and SUBLEVEL are how the kernel's own build composes it.
 */
export function kernelVersionOf(makefile: string): string | undefined {
  const value = (name: string): string | undefined =>
    new RegExp(`^${name}[ \\t]*=[ \\t]*(\\S*)[ \\t]*$`, 'm').exec(makefile)?.[1];
  const [version, patchLevel, subLevel] = [value('VERSION'), value('PATCHLEVEL'), value('SUBLEVEL')];
  if (![version, patchLevel, subLevel].every((part) => part !== undefined && /^\d+$/.test(part)))
    return undefined;
  return `${version}.${patchLevel}.${subLevel}${value('EXTRAVERSION') ?? ''}`;
}
