import { forEachLine } from '../../for-each-line.ts';
import { createGuards } from './guards.ts';

/** One assignment of a Makefile. */
export interface Assignment {
  /** Left side, e.g. `obj-$(CONFIG_EXT4_FS)`. */
  variable: string;
  words: string[];
  line: number;
  lastLine: number;
  /** Conditions it stands under: `CONFIG_X`, or `!CONFIG_X` where it must not be set. */
  guards: readonly string[];
}

export interface Assignments {
  assignments: Assignment[];
  includes: { target: string; line: number }[];
}

/** Words with at most one level of `$(…)` within `$(…)`, which is what kbuild uses. */
const WORD = /(?:\$\((?:[^()]|\([^()]*\))*\)|[^\s$]|\$)+/g;
const ASSIGNMENT = /^\s*((?:\$\((?:[^()]|\([^()]*\))*\)|[^\s$:=+?#!])+)\s*(?:[+?]|:{1,3})?=(.*)$/;
const CONDITION = /^\s*(ifdef|ifndef|ifeq|ifneq|else|endif)\b(.*)$/;
const INCLUDE = /^\s*-?s?include\s+(.+)$/;
/** What keeps most lines from being looked at more closely. */
const INTERESTING = /=|^\s*(?:if|else|endif|-?s?include)/;
/** A line of a recipe is not ours. */
const RECIPE = '\t';

/** Reads what a Makefile assigns at its top level, with the conditions each assignment stands under. */
export function readAssignments(source: string): Assignments {
  const result: Assignments = { assignments: [], includes: [] };
  const guards = createGuards();
  forEachLine(source, true, (raw, line, lastLine) => {
    if (raw.startsWith(RECIPE) && !/^\t\s*[\w-]+-(?:y|m|objs|\$)/.test(raw)) return;
    if (!INTERESTING.test(raw)) return;
    const text = raw.split(/(?<!\\)#/, 1)[0]!;
    const condition = CONDITION.exec(text);
    if (condition) {
      guards.read(condition[1]!, condition[2]!);
      return;
    }
    const include = INCLUDE.exec(text);
    if (include) {
      for (const target of include[1]!.match(WORD) ?? []) result.includes.push({ target, line });
      return;
    }
    const [, variable, value] = ASSIGNMENT.exec(text) ?? [];
    if (variable === undefined || value === undefined) return;
    const words = value.match(WORD);
    if (words) result.assignments.push({ variable, words, line, lastLine, guards: guards.current() });
  });
  return result;
}
