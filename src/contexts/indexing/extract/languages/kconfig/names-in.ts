/** Strings and macros, which hold no symbols, and the words of an expression. */
const WORDS = /"(?:[^"\\]|\\.)*"|'[^']*'|\$\([^)]*\)|\w+/g;

/** Names of the symbols in an expression, each once: `A && (B || !C)` → `CONFIG_A`, `CONFIG_B`, `CONFIG_C`. */
export function namesIn(expression: string): string[] {
  const words = expression.split('#', 1)[0]!.match(WORDS) ?? [];
  const names = words.filter((word) => /^(?!0[xX])\w*[A-Z]\w*$/.test(word));
  return [...new Set(names)].map((name) => `CONFIG_${name}`);
}
