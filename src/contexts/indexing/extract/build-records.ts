import type { CallRecord, FileRecords, SymbolKind, SymbolRecord } from '../records.ts';
import type { Definition, Entry, Findings } from './findings.ts';
import { findOwners, TYPES } from './find-owners.ts';
import type { LanguageText } from './language-definition.ts';

/** Kinds that hold none of their like. */
const VALUES = new Set<SymbolKind>(['constant', 'variable']);

/**
 * Makes records of what was found: symbols in the order of the source, each under its owner or else the innermost
 * one around it, and every call and field with the symbol it stands in. It compares spans and names alone and asks
 * no node again.
 */
export function buildRecords(
  findings: Findings,
  language: LanguageText,
  signatureOf: (definition: Definition) => string | undefined,
  docOf: (definition: Definition) => string | undefined,
): FileRecords {
  const { definitions } = findings;
  const around = nest(definitions);
  const owners = findOwners(definitions, around);
  const isExported = exportTest(findings, language.exportedName);
  const symbols = definitions.map((definition, index): SymbolRecord => {
    const { name, line, endLine, isStatic } = definition;
    const enclosing = around[index] ?? -1;
    const parent = owners[index] ?? enclosing;
    // An owner that another file defines is a type: functions of a namespace are written inside it.
    const isOwnedElsewhere = definition.owner !== undefined && owners[index] === undefined;
    const isOfType = isOwnedElsewhere || (parent !== -1 && TYPES.has(definitions[parent]!.kind));
    const isMethod = language.methodsByNesting && definition.kind === 'function' && isOfType;
    const kind = isMethod ? 'method' : definition.kind;
    const signature = signatureOf(definition);
    const doc = docOf(definition);
    return {
      name,
      kind,
      line,
      endLine,
      ...(signature !== undefined && { signature }),
      ...(doc !== undefined && { doc }),
      ...(parent !== -1 && { parent }),
      ...(isStatic && { isStatic }),
      ...(isExported(definition, definitions[enclosing]) && { isExported: true }),
    };
  });
  addMembers(findings, symbols);
  const isLocal = localTest(findings, around);
  const callerAt = sweep(definitions);
  const calls = findings.calls.flatMap(({ name, line, type, start, isBare }): CallRecord[] => {
    const caller = callerAt(start);
    return isBare && isLocal(caller, name) ? [] : [{ caller, name, line, type }];
  });
  const entrypoints = findings.entrypoints.map((entry) => ({
    kind: entry.kind,
    name: entry.name,
    symbol: entrySymbol(entry, findings),
    line: entry.line,
  }));
  const imports = findings.imports.map(({ name, line }) => ({ target: name, line }));
  return { symbols, calls, imports, entrypoints };
}

/** For each definition the index of the innermost one around it, or -1; `b` in `int a, b;` is not inside `a`. */
function nest(definitions: readonly Definition[]): number[] {
  const open: number[] = [];
  return definitions.map(({ start, kind }, index) => {
    closeEnded(open, definitions, start);
    const parent = open.findLast((outer) => !VALUES.has(kind) || !VALUES.has(definitions[outer]!.kind)) ?? -1;
    open.push(index);
    return parent;
  });
}

/** Answers, for offsets that only grow, with the index of the innermost definition around each, or -1. */
function sweep(definitions: readonly Definition[]): (offset: number) => number {
  const open: number[] = [];
  let next = 0;
  return (offset) => {
    for (let start; (start = definitions[next]?.start) !== undefined && start <= offset; next += 1) {
      closeEnded(open, definitions, start);
      open.push(next);
    }
    closeEnded(open, definitions, offset);
    return open.at(-1) ?? -1;
  };
}

function closeEnded(open: number[], definitions: readonly Definition[], offset: number): void {
  for (let top; (top = open.at(-1)) !== undefined && definitions[top]!.end <= offset;) open.pop();
}

/** Whether a symbol, or what is around it, has a local variable of a name. */
function localTest(
  { definitions, locals }: Findings,
  around: readonly number[],
): (symbol: number, name: string) => boolean {
  const symbolAt = sweep(definitions);
  const names = new Map<number, Set<string>>();
  for (const { name, start } of locals) {
    const at = symbolAt(start);
    // The name of a variable that is a symbol itself is known around that symbol.
    const symbol = definitions[at]?.nameStart === start ? (around[at] ?? -1) : at;
    names.set(symbol, (names.get(symbol) ?? new Set()).add(name));
  }
  const isLocal = (symbol: number, name: string): boolean =>
    names.get(symbol)?.has(name) === true || (symbol !== -1 && isLocal(around[symbol] ?? -1, name));
  return isLocal;
}

/** Gives each field to the innermost class or the like around it, once a name: `self.x` is assigned again and again. */
function addMembers(findings: Findings, symbols: SymbolRecord[]): void {
  const symbolAt = sweep(findings.definitions);
  const seen = new Map<number, Set<string>>();
  for (const { name, line, start } of findings.members) {
    let owner = symbolAt(start);
    while (owner !== -1 && !hasMembers(symbols[owner]!.kind)) owner = symbols[owner]!.parent ?? -1;
    if (owner === -1) continue;
    const names = seen.get(owner) ?? new Set();
    seen.set(owner, names.add(name));
    const members = (symbols[owner]!.members ??= []);
    if (members.length < names.size) members.push({ name, line });
  }
}

const hasMembers = (kind: SymbolKind): boolean => TYPES.has(kind) || kind === 'module';

/** Whether a definition is exported, asked in the order of the source. */
function exportTest(
  findings: Findings,
  exportedName: RegExp | undefined,
): (definition: Definition, parent: Definition | undefined) => boolean {
  const { exports, exportedNames } = findings;
  let last = -1;
  return (definition, parent) => {
    while ((exports[last + 1]?.start ?? Infinity) <= definition.start) last += 1;
    const around = exports[last];
    const isDeclared =
      around !== undefined && definition.end <= around.end && (!parent || parent.start < around.start);
    if (isDeclared || (!parent && exportedNames.has(definition.name))) return true;
    return exportedName?.test(definition.name) === true && (!parent || TYPES.has(parent.kind));
  };
}

/** What an entry runs: itself if it is a function, else the first one of this file that it calls, or none. */
function entrySymbol(entry: Entry, { calls, definitions }: Findings): string {
  const isEntry = ({ name, start, end }: Definition): boolean =>
    name === entry.name && start >= entry.start && end === entry.end;
  if (definitions.some(isEntry)) return entry.name;
  const functions = new Set(definitions.filter(({ kind }) => kind === 'function').map(({ name }) => name));
  const runs = calls.find(
    ({ start, name }) => start >= entry.start && start < entry.end && functions.has(name),
  );
  return runs?.name ?? '';
}
