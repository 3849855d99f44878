import { diffPath, unquotePath } from './diff-path.ts';

/** Lines `from` … `to`; between two lines when `to` is `from` - 1. */
export interface LineRange {
  from: number;
  to: number;
}

/** One run of changed lines, as it lies before the change and after it. */
export interface LineChange {
  before: LineRange;
  after: LineRange;
}

/** Where a hunk begins, and the head of the function that its writer found it in. */
export interface HunkHead {
  before: number;
  after: number;
  heading: string;
}

/** What a diff does to one file. */
export interface FileChange {
  /** Path before the change; undefined for a new file. */
  before: string | undefined;
  /** Path after it; undefined for a deleted one. */
  after: string | undefined;
  changes: LineChange[];
  hunks: HunkHead[];
}

export interface ParsedDiff {
  files: FileChange[];
  /** What was not read, in sentences. */
  cut: string[];
}

/** More than any change that is read by people. */
const MOST_FILES = 1_000;
const MOST_CHANGES = 50_000;

const HUNK = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@ ?(.*)$/;
const GIT_HEAD = /^diff --git ("(?:\\.|[^"\\])*"|.+?) ("(?:\\.|[^"\\])*"|\S.*)$/;

/** Lines of a hunk that are still to come, and where they lie. */
interface OpenHunk {
  before: number;
  after: number;
  beforeLeft: number;
  afterLeft: number;
  run: LineChange | undefined;
}

/**
 * Reads a unified diff as git, diff -u and most other tools print it. Text around it is skipped; a hunk that is not
 * what its head says ends where it stops being one.
 */
export function parseDiff(text: string): ParsedDiff {
  const files: FileChange[] = [];
  const cut = new Set<string>();
  let file: FileChange | undefined;
  let hunk: OpenHunk | undefined;
  let changes = 0;

  const open = (before: string | undefined, after: string | undefined): void => {
    file = { before, after, changes: [], hunks: [] };
    hunk = undefined;
    if (files.length < MOST_FILES) files.push(file);
    else cut.add(`Only the first ${MOST_FILES} files of the diff were read`);
  };

  const flush = (): void => {
    if (hunk?.run && file) {
      changes += 1;
      if (changes <= MOST_CHANGES) file.changes.push(hunk.run);
      else cut.add(`Only the first ${MOST_CHANGES} changes of the diff were read`);
    }
    if (hunk) hunk.run = undefined;
  };

  let oldName: string | undefined;
  let at = 0;
  while (at < text.length) {
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found;
    const line = text.slice(at, text.charAt(end - 1) === '\r' ? end - 1 : end);
    at = end + 1;
    if (hunk && takeLine(hunk, line, flush)) continue;
    flush();
    hunk = undefined;
    const head = line.startsWith('@@ ') ? HUNK.exec(line) : null;
    if (head && file) {
      const beforeLeft = Number(head[2] ?? 1);
      const afterLeft = Number(head[4] ?? 1);
      // A side without lines names the line before the change.
      const before = Number(head[1]) + (beforeLeft === 0 ? 1 : 0);
      const after = Number(head[3]) + (afterLeft === 0 ? 1 : 0);
      hunk = { before, after, beforeLeft, afterLeft, run: undefined };
      if (file.hunks.length < MOST_CHANGES)
        file.hunks.push({ before, after, heading: head[5]!.slice(0, 400) });
    } else if (line.startsWith('@@@ '))
      cut.add('Diffs of merges (@@@) are not read; diff against one parent');
    else if (line.startsWith('--- ')) oldName = line.slice(4);
    else if (line.startsWith('+++ ') && oldName !== undefined) {
      const names = diffPath(oldName, line.slice(4));
      oldName = undefined;
      if (file && file.hunks.length === 0 && isSame(file, names)) Object.assign(file, names);
      else open(names.before, names.after);
    } else if (line.startsWith('diff --git ')) {
      const [, before, after] = GIT_HEAD.exec(line) ?? [];
      const names = before === undefined || after === undefined ? undefined : diffPath(before, after);
      open(names?.before, names?.after);
    } else if (file && file.hunks.length === 0) readGitHead(file, line);
  }
  flush();
  return {
    files: files.filter(({ before, after }) => before !== undefined || after !== undefined),
    cut: [...cut],
  };
}

/** Do `---` and `+++` go on with the file that `diff --git` opened? It may not have been able to tell its names. */
function isSame(file: FileChange, names: Pick<FileChange, 'before' | 'after'>): boolean {
  const known = [file.before, file.after].filter((name) => name !== undefined);
  return known.length === 0 || known.some((name) => name === names.before || name === names.after);
}

function readGitHead(file: FileChange, line: string): void {
  if (line.startsWith('rename from ')) file.before = unquotePath(line.slice(12));
  else if (line.startsWith('rename to ')) file.after = unquotePath(line.slice(10));
  else if (line.startsWith('new file mode ')) file.before = undefined;
  else if (line.startsWith('deleted file mode ')) file.after = undefined;
}

/** Takes a line of a hunk; false when the hunk is at its end. */
function takeLine(hunk: OpenHunk, line: string, flush: () => void): boolean {
  if (line.startsWith('\\')) return true;
  if (hunk.beforeLeft === 0 && hunk.afterLeft === 0) return false;
  const sign = line.charAt(0);
  // Some mailers cut the space off an empty line.
  if (sign === ' ' || sign === '') {
    if (hunk.beforeLeft === 0 || hunk.afterLeft === 0) return false;
    flush();
    hunk.before += 1;
    hunk.after += 1;
    hunk.beforeLeft -= 1;
    hunk.afterLeft -= 1;
    return true;
  }
  if ((sign !== '-' || hunk.beforeLeft === 0) && (sign !== '+' || hunk.afterLeft === 0)) return false;
  hunk.run ??= {
    before: { from: hunk.before, to: hunk.before - 1 },
    after: { from: hunk.after, to: hunk.after - 1 },
  };
  if (sign === '-') {
    hunk.run.before.to = hunk.before;
    hunk.before += 1;
    hunk.beforeLeft -= 1;
  } else {
    hunk.run.after.to = hunk.after;
    hunk.after += 1;
    hunk.afterLeft -= 1;
  }
  return true;
}
