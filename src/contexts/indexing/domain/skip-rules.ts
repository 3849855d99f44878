const VENDORED = new Set([
  'node_modules',
  'bower_components',
  'jspm_packages',
  'vendor',
  'third_party',
  'thirdparty',
  'site-packages',
  '.git',
  '.hg',
  '.svn',
  '.venv',
  '__pycache__',
]);

/** Is a folder of this name somebody else's code (or a version control system's own)? */
export function isVendoredFolder(name: string): boolean {
  return VENDORED.has(name);
}

/** Does a path lead through a vendored folder? */
export function isVendoredPath(path: string): boolean {
  let from = 0;
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', from)) {
    if (VENDORED.has(path.slice(from, at))) return true;
    from = at + 1;
  }
  return false;
}

/** Is a file minified by its name: `app.min.js`, `app-min.js`? */
export function isMinifiedName(path: string): boolean {
  return /[.-]min\.(?:[cm]?js|css)$/.test(path);
}

const MINIFIED_FROM_BYTES = 4096;
const MINIFIED_LINE_BYTES = 400;

/** Is JavaScript minified by its shape: at least 4 KB, and lines of more than 400 bytes on average? */
export function isMinifiedShape(bytes: number, lines: number): boolean {
  return bytes >= MINIFIED_FROM_BYTES && bytes / Math.max(1, lines) > MINIFIED_LINE_BYTES;
}
