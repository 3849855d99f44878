import { AppError } from '../../../kernel/errors.ts';

const BEGIN = '# >>> keelson: written by `keelson connect`, taken out by `keelson disconnect`';
const END = '# <<< keelson';

/** Our block with the line break before it that `setBlock` adds. */
const BLOCK = new RegExp(
  `(?:\\r?\\n)?^${escape(BEGIN)}$[\\s\\S]*?^${escape(END)}$(?:\\r?\\n|$(?![\\s\\S]))`,
  'm',
);

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A TOML basic string; JSON's escapes are a subset of TOML's, but for DEL. */
export function tomlString(text: string): string {
  return JSON.stringify(text).replaceAll('\u007F', '\\u007F');
}

export type TomlValue = string | readonly string[] | Readonly<Record<string, string>>;

function tomlValue(value: TomlValue): string {
  if (typeof value === 'string') return tomlString(value);
  if (Array.isArray(value)) return `[${value.map((item: string) => tomlString(item)).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, item]) => `${tomlString(key)} = ${tomlString(item)}`);
  return `{ ${pairs.join(', ')} }`;
}

/** The same table as others may have written it: `[a.b]`, `[a."b"]`, `b = {` or `b.x =` under `[a]`, `a.b.x =`. */
function tableElsewhere(text: string, table: string, name: string): boolean {
  const key = `(?:${name}|"${name}"|'${name}')`;
  const header = new RegExp(`^[ \\t]*\\[[ \\t]*${table}[ \\t]*\\.[ \\t]*${key}[ \\t]*[.\\]]`, 'm');
  const dotted = new RegExp(`^[ \\t]*${table}[ \\t]*\\.[ \\t]*${key}[ \\t]*[.=]`, 'm');
  const inline = new RegExp(`^[ \\t]*${table}[ \\t]*=`, 'm');
  const under = new RegExp(`^[ \\t]*\\[[ \\t]*${table}[ \\t]*\\][^[]*?^[ \\t]*${key}[ \\t]*[.=]`, 'm');
  return [header, dotted, inline, under].some((pattern) => pattern.test(text));
}

/**
 * Sets the table `[table.name]` in a TOML file as a marked block at its end, where a table can always stand, and
 * leaves every other byte as it is.
 * @throws AppError `settings_by_hand` when the table is there outside of the block: TOML allows it only once
 */
export function setBlock(
  text: string,
  table: string,
  name: string,
  entries: Readonly<Record<string, TomlValue>>,
): string {
  const rest = removeBlock(text);
  if (tableElsewhere(rest, table, name)) {
    throw new AppError(
      'conflict',
      'settings_by_hand',
      `The settings already have ${table}.${name}, written by hand; take it out or keep it, nothing was changed`,
    );
  }
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = Object.entries(entries).map(([key, value]) => `${key} = ${tomlValue(value)}`);
  const block = [BEGIN, `[${table}.${name}]`, ...lines, END, ''].join(newline);
  if (rest === '') return block;
  return `${rest}${rest.endsWith('\n') ? '' : newline}${newline}${block}`;
}

/** Takes the marked block out again. */
export function removeBlock(text: string): string {
  return text.replace(BLOCK, '');
}

/** Whether the marked block is there. */
export function hasBlock(text: string): boolean {
  return BLOCK.test(text);
}
