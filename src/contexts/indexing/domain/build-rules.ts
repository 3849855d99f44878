/** Kconfig symbols in a Makefile's rule, with `!` before those that must not be set, each once. */
export function configsIn(...rules: readonly (string | null)[]): string[] {
  return [...new Set(rules.flatMap((rule) => rule?.match(/!?CONFIG_\w+/g) ?? []))];
}

/** The object that a source file is compiled to; undefined for what is not compiled by itself. */
export function objectOf(path: string): string | undefined {
  return /\.(?:c|S|rs)$/.test(path) ? path.replace(/\.\w+$/, '.o') : undefined;
}

/** Folders around a file, from the inside out: `fs/ext4/`, `fs/`. */
export function foldersAround(path: string): string[] {
  const folders: string[] = [];
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
    folders.push(path.slice(0, at + 1));
  return folders;
}

/**
 * What a target is to somebody who builds a kernel: the module of its name where its rule can make one (`obj-m`, or a
 * tristate symbol), else the kernel itself, `vmlinux`. A symbol that no Kconfig file defines is taken for a tristate.
 */
export function moduleOf(
  target: string,
  rule: string,
  signatureOf: (config: string) => string | undefined,
): string {
  const heads = rule.split(/ \+=| if |, /).filter((text) => text.startsWith('obj-'));
  const canBeModule = heads.some(
    (head) =>
      head.startsWith('obj-m') ||
      (!head.includes('m,y') &&
        configsIn(head).some((config) => signatureOf(config)?.includes(' tristate') ?? true)),
  );
  return canBeModule && !target.includes('/') ? target : 'vmlinux';
}
