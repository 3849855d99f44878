/** Paths of a file before and after a change; undefined where it does not exist. */
export interface DiffPaths {
  before: string | undefined;
  after: string | undefined;
}

/** Prefixes that git puts before paths, by default and with diff.mnemonicPrefix. */
const PREFIXED = /^[abciow]\//;
const NOTHING = '/dev/null';

/** The paths of a pair of names in a diff, without their prefixes where both have one. */
export function diffPath(before: string, after: string): DiffPaths {
  const names = [before, after].map((text) => unquotePath(withoutTime(text)));
  const prefixed = names.every((name) => name === NOTHING || PREFIXED.test(name));
  const [from, to] = names.map((name) => {
    if (name === NOTHING) return undefined;
    return prefixed ? name.slice(2) : name;
  });
  return { before: from, after: to };
}

/** diff -u puts the time of the file behind a tab. */
function withoutTime(text: string): string {
  const tab = text.indexOf('\t');
  return tab < 0 ? text : text.slice(0, tab);
}

const ESCAPES: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, b: 8, f: 12, v: 11, a: 7 };

/** Undoes the quoting of git: `"fs/\303\244.c"`, whose octal numbers are bytes of UTF-8. */
export function unquotePath(text: string): string {
  if (!text.startsWith('"') || !text.endsWith('"') || text.length < 2) return text;
  const bytes: number[] = [];
  const inner = text.slice(1, -1);
  for (const [piece, octal, other] of inner.matchAll(/\\([0-7]{3})|\\(.)|[^\\]+/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 255);
    else if (other !== undefined) bytes.push(ESCAPES[other] ?? other.codePointAt(0)! & 255);
    else for (const byte of new TextEncoder().encode(piece)) bytes.push(byte);
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
