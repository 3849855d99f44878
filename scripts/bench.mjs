// npm run bench -- NAME [ARGUMENTS]: bootstraps, then runs bench/NAME.ts; without a name it lists them.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';

bootstrap();
const [name, ...args] = process.argv.slice(2);
const script = path.join(root, 'bench', `${name}.ts`);
if (name === undefined || !/^[a-z0-9-]+$/.test(name) || !existsSync(script)) {
  const names = readdirSync(path.join(root, 'bench')).filter((file) => file.endsWith('.ts'));
  process.stderr.write(
    `usage: npm run bench -- NAME\n${names.map((file) => `  ${file.slice(0, -3)}\n`).join('')}`,
  );
  process.exit(2);
}
const tsx = path.join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
process.exit(
  spawnSync(process.execPath, [tsx, script, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1,
);
