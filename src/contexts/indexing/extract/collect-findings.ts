import type { Node, QueryMatch } from 'web-tree-sitter';
import type { CallType, SymbolKind } from '../records.ts';
import type { Role } from './capture-roles.ts';
import type { Call, Definition, Entry, Findings, Site } from './findings.ts';
import type { LanguageDefinition } from './language-definition.ts';
import type { DefinitionNodes } from './read-nodes.ts';
import { definitionOf, innermost, isLeading, nameOf, siteOf, spanOf, unqualified } from './read-nodes.ts';

/** Sorts out what the matches of one query run say about `source`. */
export function collectFindings(
  source: string,
  matches: readonly QueryMatch[],
  roles: ReadonlyMap<string, Role>,
  language: LanguageDefinition,
): Findings {
  const { qualifiedName, importTargets } = language;
  const definitions = new Map<number, { pattern: number; definition: Definition }>();
  const calls = new Map<number, Call>();
  const members = new Map<number, Site>();
  const locals = new Map<number, Site>();
  const imports = new Map<number, Site>();
  const valueIds = new Set<number>();
  const staticIds = new Set<number>();
  const notCalled = new Set<number>();
  const findings: Findings = {
    definitions: [],
    calls: [],
    members: [],
    locals: [],
    imports: [],
    exports: [],
    exportedNames: new Set(),
    entrypoints: [],
  };

  const addCall = (call: Call): void => {
    if (call.type === 'indirect' || !language.notCalled?.test(call.name)) calls.set(call.start, call);
  };

  for (const match of matches) {
    const nodes: Partial<DefinitionNodes> = {};
    let kind: SymbolKind | undefined;
    let entry: Entry | undefined;
    let call: { node: Node; type: CallType } | undefined;
    for (const { name: capture, node } of match.captures) {
      const role = roles.get(capture);
      if (role === undefined) continue;
      if (role.is === 'definition') {
        kind = role.kind;
        nodes.definition = node;
      } else if (role.is === 'call') call = { node, type: role.type };
      else if (role.is === 'call.bare') {
        addCall({ ...siteOf(source, node), type: 'direct', isBare: true });
      } else if (role.is === 'import.function' || role.is === 'call.none') notCalled.add(node.startIndex);
      else if (role.is === 'local') locals.set(node.startIndex, siteOf(source, node));
      else if (role.is === 'member') {
        const site = siteOf(source, node);
        members.set(site.start, { ...site, ...unqualified(site.name, qualifiedName) });
      } else if (role.is === 'import') imports.set(node.startIndex, siteOf(source, node));
      else if (role.is === 'export') findings.exports.push(spanOf(node));
      else if (role.is === 'export.name') findings.exportedNames.add(nameOf(source, node));
      else if (role.is === 'entrypoint') entry = { ...spanOf(node), kind: role.kind, name: '' };
      else if (role.is !== 'decorator' || isLeading(source, node, nodes, language)) nodes[role.is] = node;
    }
    if (call && (nodes['call.open']?.startIndex ?? call.node.endIndex) === call.node.endIndex) {
      const site = siteOf(source, call.node);
      addCall({ ...site, name: unqualified(site.name, qualifiedName).name, type: call.type });
    }
    if (entry && nodes.name) findings.entrypoints.push({ ...entry, name: nameOf(source, nodes.name) });
    if (nodes.value) valueIds.add(nodes.value.id);
    if (kind === undefined && nodes.static) staticIds.add(nodes.static.id);
    if (kind === undefined || !nodes.definition) continue;
    const pattern = match.patternIndex;
    if (nodes.declarator && !nodes.name) {
      const inner = innermost(nodes.declarator, language);
      if (inner?.isFunction !== isCallable(kind)) continue;
      nodes.name = inner.name;
      // Of several declarators the first one's name is that of the whole node.
      const first = definitions.get(nodes.definition.id);
      if (first?.pattern === pattern && first.definition.nameStart < inner.name.startIndex) {
        nodes.definition = nodes.declarator;
      }
    }
    const { definition, name } = nodes;
    // Of several patterns that define the same node, the first in the query wins.
    if (!name || (definitions.get(definition.id)?.pattern ?? Infinity) <= pattern) continue;
    const made = definitionOf(source, kind, { ...nodes, definition, name }, language);
    if (made) definitions.set(definition.id, { pattern, definition: made });
  }

  for (const id of valueIds) definitions.delete(id);
  for (const id of staticIds) {
    const found = definitions.get(id);
    if (found) found.definition.isStatic = true;
  }
  for (const start of notCalled) calls.delete(start);
  for (const { definition } of definitions.values()) members.delete(definition.nameStart);
  findings.definitions = Array.from(definitions.values(), (entry) => entry.definition).sort(outerFirst);
  findings.calls = inOrder(calls);
  findings.members = inOrder(members);
  findings.locals = inOrder(locals);
  findings.imports = inOrder(imports).flatMap(({ name: text, start, line }) =>
    (importTargets?.(text) ?? [text]).map((name) => ({ name, start, line })),
  );
  findings.exports.sort(byStart);
  findings.entrypoints.sort(byStart);
  return findings;
}

const isCallable = (kind: SymbolKind): boolean => kind === 'function' || kind === 'method';
const byStart = (a: { start: number }, b: { start: number }): number => a.start - b.start;
const outerFirst = (a: Definition, b: Definition): number => a.start - b.start || b.end - a.end;

/** Sites by their place; a name that a syntax error left empty is none. */
function inOrder<S extends Site>(sites: ReadonlyMap<number, S>): S[] {
  return [...sites.values()].filter((site) => site.name !== '').sort(byStart);
}
