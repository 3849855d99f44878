import { subsystemOf, type SubsystemDepth } from './name-subsystem.ts';
import { compareBytes, sortByBytes } from './order-paths.ts';
import type { SourceFile } from './source-file.ts';

/** The run `[from, to)` of the ordered files that belongs to one subsystem. */
export interface SubsystemGroup {
  subsystem: string;
  from: number;
  to: number;
}

/** Every subsystem takes at least one chunk, so more than this many are named by fewer levels of folders. */
const MAX_SUBSYSTEMS = 1024;

/** Orders files by subsystem and path, and says where each subsystem's files are. */
export function groupBySubsystem(input: readonly SourceFile[]): {
  files: SourceFile[];
  groups: SubsystemGroup[];
} {
  const bySubsystem = splitBySubsystem(input);
  const files: SourceFile[] = [];
  const groups = sortByBytes([...bySubsystem.keys()]).map((subsystem) => {
    const from = files.length;
    for (const file of bySubsystem.get(subsystem)!) files.push(file);
    return { subsystem, from, to: files.length };
  });
  return { files, groups };
}

function splitBySubsystem(input: readonly SourceFile[]): Map<string, SourceFile[]> {
  const depths: SubsystemDepth[] = [2, 1, 0];
  const depth =
    depths.find(
      (levels) => new Set(input.map(({ path }) => subsystemOf(path, levels))).size <= MAX_SUBSYSTEMS,
    ) ?? 0;
  const wide = input.some(({ path }) => /[\ud800-\uffff]/.test(path));
  const sorted = input.toSorted(
    wide ? (a, b) => compareBytes(a.path, b.path) : (a, b) => (a.path < b.path ? -1 : 1),
  );
  const groups = new Map<string, SourceFile[]>();
  for (const file of sorted) {
    const subsystem = subsystemOf(file.path, depth);
    const group = groups.get(subsystem);
    if (group) group.push(file);
    else groups.set(subsystem, [file]);
  }
  return groups;
}
