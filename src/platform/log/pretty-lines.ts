import type { DestinationStream } from 'pino';

const HIDDEN = new Set(['level', 'time', 'pid', 'msg', 'err']);

/** Text from outside may hold escape sequences; on a terminal they would act. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '�');
}

function field([name, value]: [string, unknown]): string {
  return `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
}

/** Rewrites one JSON log line as `12:30:01 WARN  message name=value`, with the error's stack below it. */
export function prettyLine(line: string): string {
  const entry = JSON.parse(line) as Record<string, unknown> & { err?: { stack?: string; message?: string } };
  const time = String(entry['time']).slice(11, 19);
  const level = String(entry['level']).toUpperCase().padEnd(5);
  const fields = Object.entries(entry)
    .filter(([name]) => !HIDDEN.has(name))
    .map(field);
  const head = [time, level, entry['msg'], ...fields].join(' ');
  const stack = entry.err?.stack ?? entry.err?.message;
  return printable(stack === undefined ? head : `${head}\n${stack}`);
}

/** A destination for pino that passes readable lines on. */
export function prettyLines(out: DestinationStream): DestinationStream {
  return { write: (line) => out.write(`${prettyLine(line)}\n`) };
}
