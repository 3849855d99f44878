/** The conditions that are open, as far as they ask for CONFIG_ symbols. */
export interface Guards {
  /** Takes `ifdef`, `ifndef`, `ifeq`, `ifneq`, `else` or `endif` with what follows it. */
  read(keyword: string, rest: string): void;
  current(): readonly string[];
}

/** Deeper conditions are not code. */
const DEEPEST = 100;

export function createGuards(): Guards {
  /** The branch that is open; for a chain of `else if`, with the negated conditions before it. */
  const open: string[][] = [];
  let current: readonly string[] = [];

  return {
    read(keyword, rest) {
      if (keyword === 'endif') open.pop();
      else if (keyword === 'else') {
        const before = open.pop() ?? [];
        const [, nested, condition = ''] = /^\s*(ifn?def|ifn?eq)\b(.*)$/.exec(rest) ?? [];
        open.push([...negated(before), ...(nested === undefined ? [] : conditions(nested, condition))]);
      } else if (open.length < DEEPEST) open.push(conditions(keyword, rest));
      current = open.flat();
    },
    current: () => current,
  };
}

/** `A` and `B` together, turned round, is neither alone: only a single condition can be said of the other branch. */
function negated(conditions: readonly string[]): string[] {
  const positive = conditions.filter((name) => !name.startsWith('!'));
  if (conditions.length === 1 && positive.length === 1) return [`!${positive[0]}`];
  return conditions.length === 1 ? [conditions[0]!.slice(1)] : [];
}

function conditions(keyword: string, rest: string): string[] {
  const names = [...new Set(rest.match(/CONFIG_\w+/g))];
  return wants(keyword, rest) ? names : names.map((name) => `!${name}`);
}

/** Does the condition ask for its symbols to be set: `ifdef X`, `ifeq ($(X),y)`, `ifneq ($(X),)`? */
function wants(keyword: string, rest: string): boolean {
  if (keyword === 'ifdef' || keyword === 'ifndef') return keyword === 'ifdef';
  const isEmpty = /,\s*n?\s*\)|\(\s*,|""|''/.test(rest.replaceAll(/\$\([^()]*\)/g, 'X'));
  return (keyword === 'ifeq') !== isEmpty;
}
