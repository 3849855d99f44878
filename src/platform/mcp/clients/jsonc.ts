import { AppError } from '../../../kernel/errors.ts';

/** A value in the text: where it stands, and for an object its members. */
interface Node {
  start: number;
  end: number;
  members?: Member[];
}

interface Member {
  key: string;
  /** Where the key's quote opens. */
  start: number;
  value: Node;
}

/** Deeper than any settings file; a bound on recursion. */
const MAX_DEPTH = 200;

const SPACE = /(?:[\s\uFEFF]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const STRING = /"(?:[^"\\\n]|\\.)*"/y;
const SCALAR = /[\w.+-]+/y;

function fail(text: string, at: number): never {
  const line = text.slice(0, at).split('\n').length;
  throw new AppError(
    'unprocessable',
    'settings_unreadable',
    `The settings are no JSON from line ${line} on; mend the file first, nothing was changed`,
  );
}

/** Reads JSON with comments and trailing commas, keeping positions instead of values. */
function parse(text: string): Node {
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? '';
    at += found.length;
    return found;
  };
  const skip = () => take(SPACE);

  const unquote = (quoted: string, start: number): string => {
    try {
      return JSON.parse(quoted) as string;
    } catch {
      return fail(text, start);
    }
  };

  /** Reads what stands between the brackets, until `close`; `item` reads one element. */
  const readList = (close: string, item: () => void): void => {
    at += 1;
    for (skip(); text[at] !== close; skip()) {
      item();
      skip();
      if (text[at] === ',') at += 1;
      else if (text[at] !== close) fail(text, at);
    }
    at += 1;
  };

  const readValue = (depth: number): Node => {
    if (depth > MAX_DEPTH) fail(text, at);
    const start = at;
    if (text[at] === '{') {
      const members: Member[] = [];
      readList('}', () => members.push(readMember(depth)));
      return { start, end: at, members };
    }
    if (text[at] === '[') readList(']', () => readValue(depth + 1));
    else if (take(text[at] === '"' ? STRING : SCALAR) === '') fail(text, at);
    return { start, end: at };
  };

  const readMember = (depth: number): Member => {
    const start = at;
    const quoted = take(STRING);
    skip();
    if (quoted === '' || text[at] !== ':') fail(text, at);
    at += 1;
    skip();
    return { key: unquote(quoted, start), start, value: readValue(depth + 1) };
  };

  skip();
  const root = readValue(0);
  skip();
  if (at < text.length) fail(text, at);
  return root;
}

/** How the file is written, so that what is added looks like it. */
interface Style {
  newline: string;
  indent: string;
}

function styleOf(text: string): Style {
  return {
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    indent: /\n([ \t]+)"/.exec(text)?.[1] ?? '  ',
  };
}

function print(value: unknown, depth: number, { newline, indent }: Style): string {
  return JSON.stringify(value, null, indent).replaceAll('\n', newline + indent.repeat(depth));
}

function membersOf(text: string, node: Node): Member[] {
  return node.members ?? fail(text, node.start);
}

/** Of a key that stands twice the last counts, as for JSON.parse. */
const find = (members: readonly Member[], key: string): Member | undefined =>
  members.findLast((member) => member.key === key);

const splice = (text: string, start: number, end: number, put: string): string =>
  text.slice(0, start) + put + text.slice(end);

/** Puts a member first in an object: there neither a trailing comma nor a closing comment is in the way. */
function insert(text: string, object: Node, entry: string, depth: number, style: Style): string {
  const line = (levels: number) => style.newline + style.indent.repeat(levels);
  const comment = /^[ \t]*\/\/[^\r\n]*/.exec(text.slice(object.start + 1))?.[0] ?? '';
  const at = object.start + 1 + comment.length;
  const filled = membersOf(text, object).length > 0;
  const blank = /^[ \t]*/.exec(text.slice(at))![0].length;
  const broken = /^\r?\n/.test(text.slice(at + blank));
  const after = broken ? '' : line(filled ? depth + 1 : depth);
  return splice(text, at, broken ? at : at + blank, line(depth + 1) + entry + (filled ? ',' : '') + after);
}

/** Where the comma behind a value stands, past comments; -1 when there is none. */
function commaAfter(text: string, at: number): number {
  SPACE.lastIndex = at;
  const end = at + (SPACE.exec(text)?.[0].length ?? 0);
  return text[end] === ',' ? end : -1;
}

/** Takes a member out with one comma; comments stay. */
function cut(text: string, object: Node, member: Member): string {
  const members = membersOf(text, object);
  const comma = commaAfter(text, member.value.end);
  const start = text.slice(0, member.start).trimEnd().length;
  const shorter = splice(text, start, comma === -1 ? member.value.end : comma + 1, '');
  const earlier = members[members.indexOf(member) - 1];
  if (comma === -1 && earlier !== undefined) {
    const loose = commaAfter(shorter, earlier.value.end);
    return splice(shorter, loose, loose + 1, '');
  }
  return shorter;
}

/**
 * Sets `section.name` in settings written as JSON, with or without comments, and leaves every other byte as it is.
 * @param text the file, or '' where there is none
 * @throws AppError `settings_unreadable`
 */
export function setSetting(text: string, section: string, name: string, value: unknown): string {
  const source = text.trim() === '' ? '{}\n' : text;
  const root = parse(source);
  const style = styleOf(source);
  const holder = find(membersOf(source, root), section);
  if (holder === undefined) {
    return insert(
      source,
      root,
      `${JSON.stringify(section)}: ${print({ [name]: value }, 1, style)}`,
      0,
      style,
    );
  }
  const known = find(membersOf(source, holder.value), name);
  if (known !== undefined) {
    return splice(source, known.value.start, known.value.end, print(value, 2, style));
  }
  return insert(source, holder.value, `${JSON.stringify(name)}: ${print(value, 2, style)}`, 1, style);
}

/**
 * Takes `section.name` out again, and the section too when nothing else is in it.
 * @returns the text, '' when nothing is left that is worth a file
 * @throws AppError `settings_unreadable`
 */
export function removeSetting(text: string, section: string, name: string): string {
  if (text.trim() === '') return text;
  const root = parse(text);
  const holder = find(membersOf(text, root), section);
  const member = holder && find(membersOf(text, holder.value), name);
  if (holder === undefined || member === undefined) return text;
  const without = cut(text, holder.value, member);
  const top = parse(without);
  const kept = find(membersOf(without, top), section)!;
  const inside = without.slice(kept.value.start + 1, kept.value.end - 1);
  if (inside.trim() !== '') return without;
  const bare = cut(without, top, kept);
  return /^\s*\{\s*\}\s*$/.test(bare) ? '' : bare;
}

/** Whether `section.name` is there. */
export function hasSetting(text: string, section: string, name: string): boolean {
  if (text.trim() === '') return false;
  const holder = find(membersOf(text, parse(text)), section);
  return holder !== undefined && find(membersOf(text, holder.value), name) !== undefined;
}
