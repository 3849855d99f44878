const SHOWN: Readonly<Record<string, string>> = { '␣': ' ', '␉': '\t', '␤': '\n', '␍': '\r', '␀': '\0' };

/** Pieces of text, divided by blanks; white space and NUL in them are written as `␣`, `␉`, `␤`, `␍` and `␀`. */
export const piecesOf = (text: string): string[] =>
  text
    .split(/[ \n]+/)
    .filter((piece) => piece !== '')
    .map((piece) => piece.replace(/[␣␉␤␍␀]/g, (c) => SHOWN[c]!));
