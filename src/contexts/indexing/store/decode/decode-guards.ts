import { decodeLines } from './decode-lines.ts';

/** Lines that are compiled only under a condition on the configuration. */
export interface Guard {
  /** `CONFIG_SMP`, `!CONFIG_SMP`, `IS_ENABLED(CONFIG_NFS_FS) && CONFIG_PROC_FS` …; `…` ends one that was cut. */
  condition: string;
  first: number;
  last: number;
}

/** Reads guards and guard_lines of index_file, in the order of their first lines; those inside others come later. */
export function decodeGuards(guards: string | null, guardLines: Uint8Array | null): Guard[] {
  if (guards === null || guardLines === null) return [];
  const lines = decodeLines(guardLines, 0);
  return guards.split('\n').map((condition, place) => ({
    condition,
    first: lines[2 * place] ?? 1,
    last: lines[2 * place + 1] ?? 1,
  }));
}

/** Conditions that hold on a line, the outermost first. */
export function conditionsAt(guards: readonly Guard[], line: number): string[] {
  return guards.filter(({ first, last }) => first <= line && line <= last).map(({ condition }) => condition);
}
