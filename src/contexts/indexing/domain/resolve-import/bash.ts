import { beside, climbed, endsOf, foldersAbove } from './paths.ts';
import type { ImportRule, Way } from './types.ts';

/** What a script puts before a path to begin at its own folder: `$(dirname "$0")/`, `${BASH_SOURCE%/*}/`, `$DIR/`. */
const OWN_FOLDER = /^(?:\$\([^()]*(?:\([^()]*\)[^()]*)*\)|\$\{[^{}]*\}|\$\w+)\//;
const WRITTEN = [
  '$(dirname "$0")',
  '$(dirname $0)',
  '$(dirname "${BASH_SOURCE[0]}")',
  '$(dirname "$BASH_SOURCE")',
  '$(dirname "${BASH_SOURCE}")',
  '${0%/*}',
  '${BASH_SOURCE%/*}',
  '${BASH_SOURCE[0]%/*}',
];
const VARIABLES = [
  'DIR',
  'dir',
  'HERE',
  'here',
  'ROOT',
  'SCRIPT_DIR',
  'SCRIPTDIR',
  'SCRIPTPATH',
  'script_dir',
  'srctree',
];
const PREFIXES = [...WRITTEN, ...VARIABLES.flatMap((name) => [`$${name}`, `\${${name}}`])].map(
  (one) => `${one}/`,
);

/** Shells: a path beside the script or from a folder above it; a variable or command before it is taken for one of these. */
export const bash: ImportRule = {
  ways(target, from) {
    if (/^(?:\$HOME|\$\{HOME\}|~|\/)/.test(target)) return [];
    const path = target.replace(OWN_FOLDER, '');
    if (/[$`*?]/.test(path)) return [];
    const near = beside(from, path);
    const above = path.startsWith('.')
      ? []
      : foldersAbove(from).map((folder): Way => ({ path: folder + path }));
    return [near === undefined ? [] : [{ path: near }], above];
  },
  keys(path) {
    const ends = endsOf(path);
    const upwards = ends.flatMap((end) => [end, `../${end}`, `../../${end}`]);
    return {
      exact: [...climbed(ends), ...PREFIXES.flatMap((prefix) => upwards.map((end) => prefix + end))],
      starts: [],
    };
  },
};
