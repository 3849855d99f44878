import type { Findings } from '../../findings.ts';

/** A heredoc whose text begins on the next line. */
export interface Heredoc {
  /** What its last line says, without quotes. */
  delimiter: string;
  /** Nothing in it is expanded: its delimiter is quoted. */
  isRaw: boolean;
  /** `<<-`: tabs before the delimiter do not count. */
  isIndented: boolean;
}

/** Where the reading of one source stands. `at` only goes back to the start of a word that another function reads. */
export interface Reader {
  readonly source: string;
  readonly findings: Findings;
  /** A `}` also ends commands where another word could stand. */
  readonly isZsh: boolean;
  at: number;
  /** Where reading stops: at the source's end, or that of the piece that is being read. */
  end: number;
  /** How many things are open around `at`; at 0 stands what the script itself does. */
  depth: number;
  /** Words and signs that end a list of commands around `at`, as bits of STOPS. */
  awaited: number;
  heredocs: Heredoc[];
  /** Heredocs without a last line that were looked for. */
  missedHeredocs: number;
  isInBackquotes: boolean;
  /** From here up to there no backquote was found. */
  noBackquote: { from: number; end: number };
  /** Openers of which earlier readings found no end. */
  readonly broken: ReadonlySet<number>;
  /** The first opener of which this reading finds no end; -1 as long as there is none. */
  unclosed: number;
  /** The first quote over several lines with a word right behind it; -1 as long as there is none. */
  suspect: number;
  /** Ends of `((…))` by their starts, for the stretch of source that was looked at last; it goes so far. */
  readonly arithmetic: Map<number, number>;
  arithmeticUpTo: number;
  /** UTF-16 units that may yet be looked at for such ends. */
  arithmeticBudget: number;
  /** The line that lineAt has come to, and where it ends. */
  line: number;
  nextBreak: number;
  /** The end of the line around `at`, as far as it was asked for. */
  lineEnd: number;
  /** Reads commands up to one of these STOPS and over it; gives that one, or 0 at the end or at an outer stop. */
  readonly readCommands: (reader: Reader, stops: number) => number;
}

/** Deeper nesting is no code: what would open it stands for itself. */
export const DEEPEST = 256;

export function createReader(
  source: string,
  isZsh: boolean,
  broken: ReadonlySet<number>,
  readCommands: Reader['readCommands'],
): Reader {
  return {
    source,
    isZsh,
    findings: {
      definitions: [],
      calls: [],
      members: [],
      locals: [],
      imports: [],
      exports: [],
      exportedNames: new Set(),
      entrypoints: [],
    },
    at: source.charCodeAt(0) === 0xfe_ff ? 1 : 0,
    end: source.length,
    depth: 0,
    awaited: 0,
    heredocs: [],
    missedHeredocs: 0,
    isInBackquotes: false,
    noBackquote: { from: Infinity, end: -1 },
    broken,
    unclosed: -1,
    suspect: -1,
    arithmetic: new Map(),
    arithmeticUpTo: 0,
    arithmeticBudget: 4 * source.length + 10_000,
    line: 1,
    nextBreak: breakAfter(source, 0),
    lineEnd: -1,
    readCommands,
  };
}

/** The line of a place; places must be asked for in the order of the source. */
export function lineAt(reader: Reader, place: number): number {
  while (reader.nextBreak < place) {
    reader.line += 1;
    reader.nextBreak = breakAfter(reader.source, reader.nextBreak + 1);
  }
  return reader.line;
}

/** Where the line of `at` ends. Asks the source once a line, however many pieces are read of it. */
export function endOfLine(reader: Reader): number {
  if (reader.lineEnd < reader.at) reader.lineEnd = breakAfter(reader.source, reader.at);
  return Math.min(reader.lineEnd, reader.end);
}

function breakAfter(source: string, at: number): number {
  const found = source.indexOf('\n', at);
  return found === -1 ? Infinity : found;
}

/**
 * Lets `read` read what opens at `at`. Where it finds no end (it answers `false`), the reading notes that; a later one
 * knows, and lets it end with its line.
 */
export function enclose(reader: Reader, read: (reader: Reader) => boolean): void {
  const open = reader.at;
  if (reader.depth >= DEEPEST) {
    reader.at += 1;
    return;
  }
  const { end } = reader;
  const isBroken = reader.broken.size > 0 && reader.broken.has(open);
  if (isBroken) reader.end = endOfLine(reader);
  reader.depth += 1;
  const isClosed = read(reader);
  reader.depth -= 1;
  reader.end = end;
  if (!isClosed && !isBroken) noteUnclosed(reader, open);
}

/** Only at the source's end does it matter: a piece, such as the text of a heredoc, ends by itself. */
export function noteUnclosed(reader: Reader, open: number): void {
  if (reader.end !== reader.source.length) return;
  if (reader.unclosed === -1 || open < reader.unclosed) reader.unclosed = open;
}
