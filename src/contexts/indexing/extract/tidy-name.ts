/** What closes each sign that quotes a string or an include. */
const CLOSING: Partial<Record<string, string>> = { '"': '"', "'": "'", '`': '`', '<': '>' };

/** A piece of source as a name: on one line and without the quotes of a string. */
export function tidyName(text: string): string {
  const closing = CLOSING[text.charAt(0)];
  // `<=>` is an operator that Ruby and C++ give a name to, and no quotation.
  const isQuoted = closing !== undefined && text.endsWith(closing) && text !== '<=>';
  const bare = isQuoted ? text.slice(1, -1) : text;
  return /\s/.test(bare) ? bare.replace(/\s+/g, ' ').trim() : bare;
}
