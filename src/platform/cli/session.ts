import { writeLine, type Output, type Terminal } from './terminal.ts';

/** What every command is given: the global options, and the ways to answer. */
export interface CliSession {
  terminal: Terminal;
  /** --json: one JSON document on stdout, nothing else there. */
  json: boolean;
  /** --home, when given. */
  home: string | undefined;
  /** Fires on Ctrl-C, on SIGTERM, and when the reader of stdout has gone (`| head`). */
  signal: AbortSignal;
  /** Exit code when the command ends without throwing; 0 unless the command sets it. */
  exitCode: number;
  /** Whether the reader of stdout has gone: what is left to say would reach nobody. */
  outputClosed(): boolean;
  /** An answer, on stdout. */
  print(text: string): void;
  /** The one JSON document of --json, on stdout. */
  printJson(value: unknown): void;
  /** A remark, on stderr. */
  note(text: string): void;
}

export interface SessionOptions {
  terminal: Terminal;
  json: boolean;
  home: string | undefined;
  controller: AbortController;
}

/** Streams of a process, as far as they can fail. */
interface FailingOutput extends Output {
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

const canFail = (output: Output): output is FailingOutput => 'on' in output;

/** Makes a session. A closed stdout (EPIPE) is no error: it aborts the command, which then ends quietly. */
export function createSession({ terminal, json, home, controller }: SessionOptions): CliSession {
  const { stdout, stderr } = terminal;
  let closed = false;
  if (canFail(stdout)) {
    stdout.on('error', (error) => {
      if (error.code !== 'EPIPE') throw error;
      closed = true;
      controller.abort();
    });
  }
  return {
    terminal,
    json,
    home,
    signal: controller.signal,
    exitCode: 0,
    outputClosed: () => closed,
    print: (text) => {
      if (!closed) writeLine(terminal, stdout, text);
    },
    printJson: (value) => {
      const indent = stdout.isTTY === true ? 2 : undefined;
      if (!closed) stdout.write(`${JSON.stringify(value ?? null, null, indent)}\n`);
    },
    note: (text) => writeLine(terminal, stderr, text),
  };
}
