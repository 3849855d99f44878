import type { Chunk } from './scan-sources.ts';

/** The facts of a chunk as lines a person can read and compare. */
export function describeChunk(chunk: Chunk): string {
  const out: string[] = [];
  const nameOf = (index: number | undefined): string => chunk.symbols[index ?? -1]?.name ?? '(file)';
  for (const file of chunk.files) {
    for (const [target, line] of file.includes ?? []) out.push(`include ${target} ${line}`);
    let line = 0;
    for (const [i, name] of (file.macros?.names.split('\n') ?? []).entries()) {
      line += file.macros?.lines[i] ?? 0;
      out.push(`define ${name} ${line}`);
    }
    for (const table of file.operations ?? []) {
      out.push(`table ${table.type} ${table.table} ${table.line}`);
      for (const [field, value, at] of table.members) out.push(`  .${field} = ${value} ${at}`);
    }
    for (const [condition, first, last] of file.guards ?? []) out.push(`guard ${condition} ${first}-${last}`);
    for (const [name, argument, at] of file.toplevel ?? []) out.push(`toplevel ${name}(${argument}) ${at}`);
  }
  for (const symbol of chunk.symbols) {
    const scope = symbol.parent === undefined ? '' : ` in ${nameOf(symbol.parent)}`;
    const storage = symbol.static ? ' static' : '';
    const signature = symbol.signature === undefined ? '' : `: ${symbol.signature}`;
    out.push(`${symbol.kind} ${symbol.name} ${symbol.line}-${symbol.end_line}${scope}${storage}${signature}`);
    if (symbol.doc !== undefined) out.push(`  says ${symbol.doc}`);
    for (const [name, line, type] of symbol.members ?? [])
      out.push(`  ${name} ${line}${type ? `: ${type}` : ''}`);
  }
  for (const { caller, calls } of chunk.call_graph) {
    for (const [name, line, type, receiver] of calls) {
      const how = `${type ? ` ${type}` : ''}${receiver ? ` through ${receiver}` : ''}`;
      out.push(`${nameOf(caller)} calls ${name} ${line}${how}`);
    }
  }
  for (const { caller, uses } of chunk.references) {
    for (const [name, line, type, via] of uses)
      out.push(`${nameOf(caller)} refers to ${name} ${line} ${type}${via ? ` ${via}` : ''}`);
  }
  for (const entry of chunk.entrypoints)
    out.push(`enter ${entry.kind} ${entry.name} ${entry.symbol} ${entry.line}`);
  return `${out.join('\n')}\n`;
}
