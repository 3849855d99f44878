/** Calls `visit` for each line of a text, without its line end, with its number from 1. */
export function forEachLine(source: string, visit: (text: string, line: number) => void): void {
  let line = 1;
  for (let at = source.charCodeAt(0) === 0xfe_ff ? 1 : 0; at < source.length; line += 1) {
    const found = source.indexOf('\n', at);
    const end = found < 0 ? source.length : found;
    visit(source.slice(at, source.charCodeAt(end - 1) === RETURN && end > at ? end - 1 : end), line);
    at = end + 1;
  }
}

const RETURN = 13;
