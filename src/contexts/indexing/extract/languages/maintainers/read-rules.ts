import type { FileRecords } from '../../../records.ts';
import { forEachLine } from '../../for-each-line.ts';

/** A pattern, in which a backslash keeps a space or `#`, and the owners after it. */
const PATTERN = /^(?:\\.|[^\s\\])+/;
/** `[Section]`, `^[Section][2] @default`: GitLab's way to name groups of rules, with owners for those that name none. */
const HEADING = /^\^?\[([^\]]+)\](?:\[\d+\])?/;

/** The rules of a CODEOWNERS file: each is a section named by its pattern. */
export function readRules(source: string): FileRecords {
  const records: FileRecords = { symbols: [], calls: [], imports: [], entrypoints: [] };
  let usual: string[] = [];
  forEachLine(source, (raw, line) => {
    const text = raw.trim();
    if (text === '' || text.startsWith('#')) return;
    const heading = HEADING.exec(text);
    const pattern = heading?.[0] ?? PATTERN.exec(text)?.[0];
    if (pattern === undefined) return;
    const named = ownersIn(text.slice(pattern.length));
    if (heading) {
      usual = named;
      return;
    }
    const caller = records.symbols.length;
    records.symbols.push({ name: pattern, kind: 'section', line, endLine: line });
    const owners = named.length > 0 ? named : usual;
    for (const name of [`F:${pattern}`, ...owners.map((owner) => `M:${owner}`)]) {
      records.calls.push({ caller, name, line, type: 'direct' });
    }
  });
  return records;
}

function ownersIn(text: string): string[] {
  const [owners = ''] = text.split(/(?:^|\s)#/, 1);
  return owners.split(/\s+/).filter((owner) => owner !== '');
}
