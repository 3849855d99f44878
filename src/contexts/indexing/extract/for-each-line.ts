/**
 * Calls `visit` for each line of a text, without its line end. With `joined`, a line that ends in a backslash is
 * taken together with those it goes on in; `last` is then the last of them.
 *
 * @param visit Gets the text, its line number from 1, and the number of its last line.
 */
export function forEachLine(
  source: string,
  joined: boolean,
  visit: (text: string, line: number, last: number) => void,
): void {
  let pieces: string[] = [];
  let first = 1;
  let line = 1;
  for (let at = source.charCodeAt(0) === 0xfe_ff ? 1 : 0; at < source.length; line += 1) {
    const found = source.indexOf('\n', at);
    const end = found < 0 ? source.length : found;
    const text = source.slice(at, source.charCodeAt(end - 1) === RETURN && end > at ? end - 1 : end);
    at = end + 1;
    if (joined && text.endsWith('\\') && at < source.length) {
      if (pieces.length === 0) first = line;
      pieces.push(text.slice(0, -1));
    } else if (pieces.length === 0) visit(text, line, line);
    else {
      visit([...pieces, text].join(' '), first, line);
      pieces = [];
    }
  }
}

const RETURN = 13;
