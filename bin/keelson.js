#!/usr/bin/env node
// A shim onto the build: `npm start`, `npm test` and `npm run build` make dist/.
import { existsSync } from 'node:fs';

const entry = new URL('../dist/programs/main.js', import.meta.url);
if (existsSync(entry)) await import(entry.href);
else {
  process.stderr.write(
    'keelson: dist/ is missing; run `npm run build` (or `npm start`, which does it) first\n',
  );
  process.exitCode = 1;
}
