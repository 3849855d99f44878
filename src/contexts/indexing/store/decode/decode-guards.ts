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

/** Columns of index_file that say which lines are compiled only under a condition. */
export interface GuardColumns {
  guards: string | null;
  guard_lines: Uint8Array | null;
}

/** Under which condition each line of a file is compiled; undefined where there is none. */
export function guardReader({ guards, guard_lines }: GuardColumns): (line: number) => string | undefined {
  const found = decodeGuards(guards, guard_lines);
  return (line) => {
    const conditions = conditionsAt(found, line);
    return conditions.length > 0 ? conditions.join(' && ') : undefined;
  };
}

/** Conditions that hold on a line, the outermost first. */
export function conditionsAt(guards: readonly Guard[], line: number): string[] {
  return guards.filter(({ first, last }) => first <= line && line <= last).map(({ condition }) => condition);
}
