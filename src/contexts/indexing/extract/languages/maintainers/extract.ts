import type { FileRecords, SymbolRecord } from '../../../records.ts';
import { forEachLine } from '../../for-each-line.ts';
import { readRules } from './read-rules.ts';

// MAINTAINERS as the Linux kernel's own describes it: sections of a title and lines such as `F:\tfs/ext4/`. Each section
// is a symbol; its lines are references of the form `F:fs/ext4/`, so that one query reads them all, and one lookup
// finds the sections of a person or pattern.

/** Tags that say who, what and how: maintainers, reviewers, lists, status, files, exclusions, names, keywords. */
const TAG = /^([MRLSFXN]):\s*(\S.*?)\s*$/;
const ANY_TAG = /^[A-Z]:/;

/** The sections of MAINTAINERS, or the rules of CODEOWNERS. */
export function extractMaintainers(source: string, path: string): FileRecords {
  return path.endsWith('CODEOWNERS') ? readRules(source) : readSections(source);
}

function readSections(source: string): FileRecords {
  const records: FileRecords = { symbols: [], calls: [], imports: [], entrypoints: [] };
  let title: { text: string; line: number } | undefined;
  let section: SymbolRecord | undefined;
  forEachLine(source, (text, line) => {
    if (!ANY_TAG.test(text)) {
      const isTitle = text !== '' && text.trimStart() === text;
      if (isTitle) title = { text: text.trimEnd(), line };
      if (isTitle || text.trim() === '') section = undefined;
      return;
    }
    if (!title) return;
    if (!section) {
      section = { name: title.text, kind: 'section', line: title.line, endLine: line };
      records.symbols.push(section);
    }
    section.endLine = line;
    const [, tag, value] = TAG.exec(text) ?? [];
    if (tag === undefined) return;
    const caller = records.symbols.length - 1;
    records.calls.push({ caller, name: `${tag}:${value}`, line, type: 'direct' });
  });
  return records;
}
