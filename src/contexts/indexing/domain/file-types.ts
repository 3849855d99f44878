import type { Language } from './languages.ts';
import { LANGUAGE_NAMES } from './languages.ts';

/** Sets of languages that have a name; docs/jobs.md lists them. */
const GROUPS: Readonly<Record<string, readonly Language[]>> = {
  code: [
    'c',
    'cpp',
    'go',
    'java',
    'rust',
    'typescript',
    'tsx',
    'javascript',
    'python',
    'csharp',
    'ruby',
    'php',
    'bash',
  ],
  systems: ['c', 'cpp', 'go', 'rust'],
  web: ['typescript', 'tsx', 'javascript', 'php'],
  scripts: ['bash', 'python', 'ruby'],
  build: ['kconfig', 'kbuild', 'gomod', 'cargo'],
  // Who writes TypeScript writes its JSX form too.
  typescript: ['typescript', 'tsx'],
};

/** What `include_types` may name, and the languages behind it: every language by itself, and the groups. */
export const FILE_TYPES: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...LANGUAGE_NAMES.map((name): [string, readonly string[]] => [name, [name]]),
  ...Object.entries(GROUPS),
]);
