/** Something a tool says about a file. */
export interface Fact {
  kind: string;
  name: string;
  line: number;
  end: number;
}

/** Agreement over one kind; lines and ends are compared where both tools have the name. */
export interface Score {
  both: number;
  missed: number;
  extra: number;
  sameLine: number;
  sameEnd: number;
  ends: number;
}

export const newScore = (): Score => ({ both: 0, missed: 0, extra: 0, sameLine: 0, sameEnd: 0, ends: 0 });

/**
 * The scanner names what a macro defines after its argument, ctags after the macro: such a pair on one line is
 * one function.
 */
function alignMacroNames(theirs: Fact[], ours: Fact[]): Fact[] {
  const byLine = new Map(
    ours.filter((fact) => fact.kind === 'function').map((fact) => [fact.line, fact.name]),
  );
  return theirs.map((fact) => {
    const name = byLine.get(fact.line);
    const renamed = fact.kind === 'function' && name !== undefined && /^[A-Z0-9_]+$/.test(fact.name);
    return renamed ? { ...fact, name } : fact;
  });
}

/** Compares one file's facts kind by kind as multisets of names, and prints differences of the kind `show`. */
export function addScore(
  scores: Map<string, Score>,
  file: string,
  theirs: Fact[],
  ours: Fact[],
  show: string | undefined,
): void {
  const aligned = alignMacroNames(theirs, ours);
  for (const [kind, score] of scores) {
    const left = new Map<string, Fact[]>();
    for (const fact of aligned) {
      if (fact.kind === kind) left.set(fact.name, [...(left.get(fact.name) ?? []), fact]);
    }
    for (const fact of ours) {
      if (fact.kind !== kind) continue;
      const others = left.get(fact.name) ?? [];
      const at = Math.max(
        0,
        others.findIndex((other) => other.line === fact.line),
      );
      const [match] = others.splice(at, 1);
      if (match) {
        score.both += 1;
        if (match.line === fact.line) score.sameLine += 1;
        else if (show === `${kind}-line`)
          console.log(`line ${file}:${fact.line} ${fact.name} theirs ${match.line}`);
        if (match.end > 0) score.ends += 1;
        if (match.end > 0 && match.end === fact.end) score.sameEnd += 1;
        else if (match.end > 0 && show === `${kind}-end`)
          console.log(`end ${file}:${fact.line} ${fact.name} ours ${fact.end} theirs ${match.end}`);
      } else {
        score.extra += 1;
        if (show === kind) console.log(`extra ${file}:${fact.line} ${fact.name}`);
      }
    }
    for (const facts of left.values()) {
      score.missed += facts.length;
      for (const fact of facts) if (show === kind) console.log(`missed ${file}:${fact.line} ${fact.name}`);
    }
  }
}

const percent = (part: number, whole: number): string =>
  whole === 0 ? '-' : ((100 * part) / whole).toFixed(2);

/** Prints a table: precision, recall and F1 of names, and how many lines and ends are the same. */
export function printScores(title: string, scores: Map<string, Score>): void {
  console.log(title);
  console.log(['kind', 'both', 'missed', 'extra', 'P', 'R', 'F1', 'line', 'end'].join('\t'));
  for (const [kind, s] of scores) {
    const f1 = percent(2 * s.both, 2 * s.both + s.missed + s.extra);
    const precision = percent(s.both, s.both + s.extra);
    const recall = percent(s.both, s.both + s.missed);
    const lines = percent(s.sameLine, s.both);
    console.log(
      [kind, s.both, s.missed, s.extra, precision, recall, f1, lines, percent(s.sameEnd, s.ends)].join('\t'),
    );
  }
}
