import { createRequire } from 'node:module';
import path from 'node:path';
import type { Node } from 'web-tree-sitter';
import { Language, Parser, Query } from 'web-tree-sitter';
import type { FileRecords, SymbolRecord } from '../../src/contexts/indexing/records.ts';

/** What one file defines and calls, each as `group:name:line`. */
export interface Keys {
  definitions: Set<string>;
  calls: Set<string>;
  /** Places that may be calls, which no node says: they count neither for nor against. */
  undecided?: Set<string>;
}

/** Kinds that tags tell apart; types and enums have no tag to be compared with, and values only in Python. */
const GROUPS: Partial<Record<string, string>> = {
  function: 'function',
  method: 'function',
  class: 'class',
  struct: 'class',
  interface: 'interface',
  module: 'module',
};
const VALUES: Partial<Record<string, string>> = { constant: 'value', variable: 'value' };

/** Our kinds in the words of tags that use one word for more, and the line to compare by where starts differ. */
interface Dialect {
  groups: Partial<Record<string, string>>;
  /** Java's tags start at the annotations; those of C++ mark a part of the definition, in no certain line. */
  line?: 'last' | 'any';
}
const DIALECTS: Partial<Record<string, Dialect>> = {
  cpp: {
    groups: { struct: 'class', union: 'class', enum: 'type', typedef: 'type', type: 'type' },
    line: 'any',
  },
  go: { groups: { struct: 'type', interface: 'type', type: 'type' } },
  java: { groups: {}, line: 'last' },
  python: { groups: VALUES },
  rust: { groups: { struct: 'class', union: 'class', enum: 'class', type: 'class' } },
};

function keyOf(language: string, group: string, name: string, first: number, last: number): string {
  const { line } = DIALECTS[language] ?? {};
  return `${group}:${name}:${line === 'any' ? '' : line === 'last' ? last : first}`;
}

/** Names that no tag query looks for: private, quoted, computed, anonymous, numeric ones and constructors. */
const isUntagged = (name: string): boolean =>
  !/^(?!\d)[\w$\u{80}-\u{10ffff}]+$/u.test(name) || name === 'default' || name === 'constructor';

/** Languages compared with the tags of packages, which have their gaps; the others' rules are our own. */
const OF_PACKAGES = new Set(['javascript', 'python', 'tsx', 'typescript']);

/** Definitions that have no tag: functions in class fields, class expressions, namespaces, numbers as keys. */
function isUntaggedForm({ kind, name, signature = '' }: SymbolRecord, language: string): boolean {
  if (!OF_PACKAGES.has(language)) return false;
  if (kind === 'method') return new RegExp(String.raw`^(\w+ )*${escape(name)}(: [^(]*)? = `).test(signature);
  if (kind === 'module') return /^(export |declare )*(namespace|module ['"])/.test(signature);
  return kind === 'class' && signature.includes('= class');
}

/** A call that is none to tags: a decorator without arguments, a JSX element, `f!()`. */
function isUntaggedCall(name: string, line: string, language: string): boolean {
  if (!OF_PACKAGES.has(language)) return false;
  const word = String.raw`\b${escape(name)}`;
  return new RegExp(String.raw`@[\w.]*${word}\b(?!\s*\()|(?<![\w)])<[\w.]*${word}\b|${word}!`).test(line);
}

const escape = (name: string): string => name.replaceAll('$', String.raw`\$`);

/** The keys of our records, as far as tags have a word for them. */
export function recordKeys(language: string, source: string, { symbols, calls }: FileRecords): Keys {
  const groups = { ...GROUPS, ...DIALECTS[language]?.groups };
  const lines = source.split('\n');
  return {
    definitions: new Set(
      symbols
        .filter(
          (symbol) =>
            symbol.kind in groups &&
            !isUntagged(symbol.name) &&
            !TEST.test(symbol.signature ?? '') &&
            !isUntaggedForm(symbol, language),
        )
        .map(({ kind, name, line, endLine, signature = '' }) => {
          const group = signature.includes('= lambda') ? 'value' : groups[kind]!;
          return keyOf(language, group, name, line, endLine);
        }),
    ),
    calls: new Set(
      calls
        .filter(
          ({ name, line }) => !isUntagged(name) && !isUntaggedCall(name, lines[line - 1] ?? '', language),
        )
        .map(({ name, line }) => `call:${name}:${line}`),
    ),
  };
}

/** Whether a node is the value that a name is given to; we know it by that name. */
const isNamedValue = (node: Node): boolean =>
  /^(function_expression|generator_function|class)$/.test(node.type) &&
  /^(variable_declarator|pair|assignment_expression|(public_)?field_definition)$/.test(
    node.parent?.type ?? '',
  );

/** googletest's macros: we know what they define by the test's name. */
const TEST = /^(TYPED_)?TEST(_F|_P)?\b/;

/** What declares in C++ and defines nothing: `class A;`, a prototype outside a class, googletest's TEST. */
function isDeclaration(node: Node, name: string): boolean {
  if (/^(class|enum)_specifier$/.test(node.type)) return node.childForFieldName('body') === null;
  if (node.type !== 'function_declarator') return false;
  if (TEST.test(name)) return true;
  let outer = node.parent;
  while (outer && outer.type.endsWith('_declarator')) outer = outer.parent;
  const isInClass = /^(field_declaration_list|template_declaration)$/.test(outer?.parent?.type ?? '');
  return outer?.type !== 'function_definition' && outer?.type !== 'field_declaration' && !isInClass;
}

/** Reads a source with a grammar's tag query. */
export async function tagReader(
  language: string,
  grammar: string,
  tags: string,
): Promise<(source: string) => Keys> {
  await Parser.init();
  const folder = path.dirname(createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm'));
  const loaded = await Language.load(path.join(folder, grammar));
  const query = new Query(loaded, tags);
  const parser = new Parser().setLanguage(loaded);
  const textOf = (source: string, node: Node): string => source.slice(node.startIndex, node.endIndex);
  return (source) => {
    const keys = { definitions: new Set<string>(), calls: new Set<string>(), undecided: new Set<string>() };
    const tree = parser.parse(source)!;
    for (const { captures } of query.matches(tree.rootNode)) {
      const name = captures.find((capture) => capture.name === 'name')?.node;
      const tag = captures.find(
        ({ name: of }) => of.startsWith('definition.') || of.startsWith('reference.'),
      );
      if (!name || !tag) continue;
      const [what, kind = ''] = tag.name.split('.');
      const text = textOf(source, name);
      // In a shell, `a::b` is a name like any other.
      const last = language === 'bash' ? text : text.replace(/<.*$/s, '').replace(/^.*(?:\.|::)|^:/s, '');
      if (isUntagged(last) || isNamedValue(tag.node) || isDeclaration(tag.node, last)) continue;
      const group = DIALECTS[language]?.groups[kind] ?? GROUPS[kind] ?? VALUES[kind];
      const line = (node: Node): number => node.startPosition.row + 1;
      if (what === 'definition' && group) {
        const end = tag.node.endPosition.row + 1;
        keys.definitions.add(keyOf(language, group, last, line(tag.node), end));
      } else if (kind === 'undecided') keys.undecided.add(`call:${last}:${line(name)}`);
      else if (kind === 'call' || (kind === 'class' && tag.node.type !== 'superclass'))
        keys.calls.add(`call:${last}:${line(name)}`);
    }
    tree.delete();
    return keys;
  };
}

/** Counts how far two sets of keys agree over many files. */
export interface Score {
  add(file: string, ours: ReadonlySet<string>, theirs: ReadonlySet<string>): void;
  expected(): number;
  /** Per cent of ours that are theirs too. */
  precision(): number;
  /** Per cent of theirs that are ours too. */
  recall(): number;
  /** One line for each key that only one side has. */
  differences(): string[];
}

export function createScore(): Score {
  let both = 0;
  let ours = 0;
  let theirs = 0;
  const lines: string[] = [];
  const percent = (of: number): number => (of === 0 ? 100 : (100 * both) / of);
  return {
    add(file, mine, expected) {
      ours += mine.size;
      theirs += expected.size;
      for (const key of mine) if (expected.has(key)) both += 1;
      for (const key of mine) if (!expected.has(key)) lines.push(`only ours  ${key} ${file}`);
      for (const key of expected) if (!mine.has(key)) lines.push(`only tags  ${key} ${file}`);
    },
    expected: () => theirs,
    precision: () => percent(ours),
    recall: () => percent(theirs),
    differences: () => lines,
  };
}
