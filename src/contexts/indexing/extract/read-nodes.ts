import type { Node } from 'web-tree-sitter';
import type { SymbolKind } from '../records.ts';
import type { Definition, Site, Span } from './findings.ts';
import type { LanguageDefinition } from './language-definition.ts';
import { tidyName } from './tidy-name.ts';

/** The nodes that make up one definition. */
export interface DefinitionNodes {
  definition: Node;
  name: Node;
  body?: Node;
  /** The last of them; the definition starts after it. */
  decorator?: Node;
  static?: Node;
  owner?: Node;
  /** What the definition names. */
  value?: Node;
  /** Leads to the name. */
  declarator?: Node;
  /** The parenthesis that must follow a call's name at once. */
  'call.open'?: Node;
}

/**
 * A node's text as a name. Slicing the source is some ten times faster than `node.text`, and an end costs one call into
 * WASM where a start costs none.
 */
export function nameOf(source: string, node: Node): string {
  return tidyName(source.slice(node.startIndex, node.endIndex));
}

export function siteOf(source: string, node: Node): Site {
  return { name: nameOf(source, node), start: node.startIndex, line: node.startPosition.row + 1 };
}

export function spanOf(node: Node): Span {
  return { start: node.startIndex, end: node.endIndex, line: node.startPosition.row + 1 };
}

/** A name without its owner, and its owner's own name if it is written with one; empty for what is no name. */
export function unqualified(text: string, pattern: RegExp | undefined): { name: string; owner?: string } {
  const match = pattern?.exec(text);
  if (!match) return { name: text };
  const { name = '', owner } = match.groups ?? {};
  return { name, ...(owner !== undefined && { owner: pattern!.exec(owner)?.groups?.['name'] ?? owner }) };
}

/** A node that takes the line's end along, as a `#define` does, ends on that line. */
function lastLineOf(node: Node): number {
  const { row, column } = node.endPosition;
  return column === 0 ? Math.max(row, node.startPosition.row + 1) : row + 1;
}

/**
 * The name that a declarator is written around, as `a` in `*a[3]`, and whether it is a function's. What reads as a
 * function that returns a function is a macro's doing and has no name.
 */
export function innermost(
  declarator: Node,
  { declarators }: LanguageDefinition,
): { name: Node; isFunction: boolean } | undefined {
  let name = declarator;
  let isFunction = false;
  for (let makes; (makes = declarators?.[name.type]) !== undefined;) {
    if (isFunction && makes === 'function') return undefined;
    if (makes !== 'same') isFunction = makes === 'function';
    const inner = name.childForFieldName('declarator') ?? name.firstNamedChild;
    if (!inner) return undefined;
    name = inner;
  }
  return { name, isFunction };
}

/** Undefined when a syntax error left the name empty. */
export function definitionOf(
  source: string,
  kind: SymbolKind,
  nodes: DefinitionNodes,
  language: LanguageDefinition,
): Definition | undefined {
  const { name, owner } = unqualified(nameOf(source, nodes.name), language.qualifiedName);
  if (name === '') return undefined;
  const { definition, decorator } = nodes;
  const span = spanOf(definition);
  if (decorator) skipDecorators(source, span, decorator);
  const head = source.slice(span.start, nodes.name.endIndex);
  const holder = kind === 'enumerator' ? undefined : (nodes.value ?? definition);
  const isConstant = kind === 'variable' && language.constant?.test(head) === true;
  return {
    ...span,
    kind: isConstant ? 'constant' : kind,
    name,
    nameStart: nodes.name.startIndex,
    endLine: lastLineOf(definition),
    body: (nodes.body ?? holder?.childForFieldName('body'))?.startIndex,
    isStatic: nodes.static !== undefined || language.static?.test(head) === true,
    owner: nodes.owner ? nameOf(source, nodes.owner) : owner,
  };
}

/** Whether a decorator follows the start of its definition, or the decorator before, with nothing but comments between. */
export function isLeading(
  source: string,
  node: Node,
  { definition, decorator }: Partial<DefinitionNodes>,
  { comments }: LanguageDefinition,
): boolean {
  const start = decorator?.endIndex ?? definition?.startIndex ?? node.startIndex;
  return source.slice(start, node.startIndex).replace(comments, '').trim() === '';
}

/** Blanks, and comments as the languages with decorators write them. */
const BETWEEN = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;

/** Moves a span's start to the first word after the decorators, so that they belong to what is around. */
function skipDecorators(source: string, span: Span, last: Node): void {
  BETWEEN.lastIndex = last.endIndex;
  const between = BETWEEN.exec(source)?.[0] ?? '';
  span.start = Math.min(last.endIndex + between.length, span.end);
  span.line = last.endPosition.row + 1 + (between.split('\n').length - 1);
}
