import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Writes a file below `root`, with the folders it needs. */
export function put(root: string, name: string, content: string | Uint8Array): void {
  const target = path.join(root, name);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, content);
}

/** C source of about `bytes` bytes: functions that call each other, a struct and macros. The same for the same name. */
export function cSource(name: string, bytes: number): string {
  const prefix = name.replaceAll(/\W/g, '_');
  let text = `#include <linux/${prefix}.h>\n#define ${prefix}_MAX 10\nstruct ${prefix}_s { int first; void *next; };\n`;
  for (let index = 0; text.length < bytes; index += 1) {
    text +=
      `#define ${prefix}_BIT_${index} (1 << ${index % 31})\n` +
      `static int ${prefix}_fn_${index}(struct ${prefix}_s *s, int count)\n{\n` +
      `\tint total = count + s->first; /* step ${index} of a longer piece of work */\n` +
      `\tif (total > ${prefix}_MAX)\n\t\treturn ${prefix}_fn_${Math.max(0, index - 1)}(s->next, total);\n` +
      `\tprintk("%d\\n", total);\n\treturn kfree_${index % 7}(s);\n}\n\n`;
  }
  return text;
}

/** A tree of C in several subsystems, `megabytes` large. */
export function putCTree(root: string, megabytes: number): void {
  const folders = ['fs/ext', 'fs/proc', 'drivers/net', 'drivers/gpu', 'kernel', 'mm'];
  const each = (megabytes * 1e6) / (folders.length * 10);
  for (const folder of folders) {
    for (let index = 0; index < 10; index += 1) {
      const name = `${folder}/file_${index}.${index % 3 === 0 ? 'h' : 'c'}`;
      put(root, name, cSource(name, each * (0.5 + index / 10)));
    }
  }
  put(root, 'main.c', cSource('main', 3000));
}
