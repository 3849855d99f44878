// npm start [-- PATH …]: bootstraps, then `keelson up PATH` (this folder when none is named).
import { spawn } from 'node:child_process';
import path from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';

bootstrap();
const given = process.argv.slice(2);
const args = given.some((word) => !word.startsWith('-')) ? given : ['.', ...given];
const child = spawn(process.execPath, [path.join(root, 'bin', 'keelson.js'), 'up', ...args], {
  stdio: 'inherit',
});
// The terminal sends Ctrl-C to the whole group; this process only waits for the other's answer.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => signal === 'SIGINT' || child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
