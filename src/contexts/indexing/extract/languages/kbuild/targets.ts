import type { FileRecords, SymbolRecord } from '../../../records.ts';
import type { Assignment } from './read-assignments.ts';

/** What a Makefile builds, as a symbol. */
export interface Target {
  symbol: SymbolRecord;
  index: number;
}

export interface Targets {
  records: FileRecords;
  /**
   * The target with this key, made of an assignment or added to by it; either way it refers to the symbols that the
   * assignment depends on.
   * @param head How the Makefile says it, for the signature; conditions around it follow.
   */
  add(key: string, name: string, head: string, from: Assignment, parent?: Target): Target;
  /** Lets a target refer to an object's path. */
  refer(target: Target, name: string, line: number): void;
}

export function collectTargets(): Targets {
  const records: FileRecords = { symbols: [], calls: [], imports: [], entrypoints: [] };
  /** Of each assignment: it may list hundreds of objects. */
  const configs = new Map<Assignment, string[]>();
  const configsOf = (from: Assignment): string[] => {
    const found = configs.get(from) ?? findConfigs(from);
    configs.set(from, found);
    return found;
  };
  const byKey = new Map<string, { target: Target; heads: Set<string> }>();

  const refer = ({ index }: Target, name: string, line: number): void => {
    if (name !== '') records.calls.push({ caller: index, name, line, type: 'direct' });
  };

  return {
    records,
    refer,
    add(key, name, head, from, parent) {
      const what = from.guards.length === 0 ? head : `${head} if ${from.guards.join(' && ')}`;
      const known = byKey.get(key);
      if (known?.heads.has(what)) {
        known.target.symbol.endLine = Math.max(known.target.symbol.endLine, from.lastLine);
        return known.target;
      }
      const target = known?.target ?? {
        index: records.symbols.length,
        symbol: { name, kind: 'target', line: from.line, endLine: from.lastLine },
      };
      if (known) {
        known.heads.add(what);
        target.symbol.endLine = Math.max(target.symbol.endLine, from.lastLine);
        target.symbol.signature += `, ${what}`;
      } else {
        target.symbol.signature = what;
        if (parent) target.symbol.parent = parent.index;
        records.symbols.push(target.symbol);
        byKey.set(key, { target, heads: new Set([what]) });
      }
      for (const config of configsOf(from)) refer(target, config, from.line);
      return target;
    },
  };
}

/** Symbols that an assignment depends on, by its variable and by the conditions around it. */
function findConfigs({ variable, guards }: Assignment): string[] {
  const named = variable.match(/CONFIG_\w+/g) ?? [];
  return [...new Set([...named, ...guards.map((guard) => guard.replace(/^!/, ''))])];
}
