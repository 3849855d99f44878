// What the place of a file says of what it is built with.

/** Folders that hold programs of their own: a name in one is seldom that of another, or of the project itself. */
const SEPARATE_PROGRAMS = /^(?:tools|samples|scripts|examples|usr|Documentation)\//;

/** Whether a file belongs to a program of its own. */
export function isSeparateProgram(path: string): boolean {
  return SEPARATE_PROGRAMS.test(path);
}

/** Folder with its slash; empty at the top. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** Files of one architecture (`arch/<name>/`) are never built with those of another. */
export function sameArchitecture(a: string, b: string): boolean {
  const [of, other] = [architectureOf(a), architectureOf(b)];
  return of === undefined || other === undefined || of === other;
}

/** `x86` for `arch/x86/kernel/cpu.c`. */
export function architectureOf(path: string): string | undefined {
  return /^arch\/([^/]+)\//.exec(path)?.[1];
}

/** Among programs of their own, the definitions with most folders in common; elsewhere those of the project. */
export function nearest<Found extends { path: string }>(path: string, found: readonly Found[]): Found[] {
  if (found.length < 2) return [...found];
  if (!isSeparateProgram(path)) {
    const inside = found.filter((one) => !isSeparateProgram(one.path));
    return inside.length > 0 ? inside : [...found];
  }
  const shared = found.map((one) => sharedFolders(path, one.path));
  const most = Math.max(...shared);
  return found.filter((_, place) => shared[place] === most);
}

function sharedFolders(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  let count = 0;
  while (count < left.length - 1 && left[count] === right[count]) count += 1;
  return count;
}

/** Machine names of configurations and tools, by the folder below `arch/` that serves them. */
const FOLDER_OF_MACHINE: Readonly<Record<string, string>> = {
  x86_64: 'x86',
  i386: 'x86',
  aarch64: 'arm64',
  ppc64: 'powerpc',
  ppc64le: 'powerpc',
  s390x: 's390',
  riscv64: 'riscv',
};

/** The folder below `arch/` that a configuration names: `x86` for `x86_64:defconfig`. */
export function architectureOfConfig(config: string): string {
  const machine = config.split(':')[0]!;
  return FOLDER_OF_MACHINE[machine] ?? machine;
}

/** Whether a file is built for an architecture, as far as its path says. */
export function isBuiltFor(path: string, architecture: string | undefined): boolean {
  const own = architectureOf(path);
  return own === undefined || architecture === undefined || own === architecture;
}
