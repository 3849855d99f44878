import type { FileRecords } from '../../../records.ts';
import { joinPath } from '../../join-path.ts';
import { findComposites } from './composites.ts';
import { expandWords } from './expand-words.ts';
import { readAssignments } from './read-assignments.ts';
import type { Assignment } from './read-assignments.ts';
import { collectTargets } from './targets.ts';
import type { Target } from './targets.ts';

// Kbuild Makefiles as the kernel's Documentation/kbuild/makefiles.rst describes them. What is built is a symbol of the
// kind `target`; it refers to the CONFIG_ symbols that decide about it and to its objects by their paths in the
// repository (`fs/ext4/balloc.o`), so that one lookup finds what an object goes into. There are three sorts:
//
//   ext4             an object of its own, or made of others (`ext4-y`): parts with a condition are targets inside it
//   fs/built-in.a    what `obj-y` gathers, and fs/lib.a for `lib-y`
//   fs/ext4/         a folder that the Makefile descends into

const LIST = /^(obj|lib)-(.+)$/;
/** Lists of folders, named from the top of the tree, in the Makefiles of architectures. */
const TOP_LIST = /^(?:core|libs|drivers|net|virt|init)-(.+)$/;
const TOP_MAKEFILE = /^(?:arch\/[^/]+\/)?Makefile$/;

/** What a Makefile builds; undefined when it is no kbuild Makefile. */
export function extractKbuild(source: string, path: string): FileRecords | undefined {
  const { assignments, includes } = readAssignments(source);
  const composites = findComposites(assignments);
  const targets = collectTargets();
  const isTop = TOP_MAKEFILE.test(path);
  /** Objects that a list names, by their names without `.o`. */
  const listed = new Map<string, Target>();

  const addObject = (list: string, object: string, from: Assignment): void => {
    const file = joinPath(path, object);
    if (file === '') return;
    const stem = object.slice(0, -2);
    const isComposite = composites.has(stem);
    if (isComposite || from.variable !== `${list}-y`) {
      const name = stem.slice(stem.lastIndexOf('/') + 1);
      const target = targets.add(stem, name, `${from.variable} += ${object}`, from);
      listed.set(stem, target);
      if (!isComposite) targets.refer(target, file, from.line);
      return;
    }
    const archive = joinPath(path, list === 'lib' ? 'lib.a' : 'built-in.a');
    const target = targets.add(`${archive} ${from.guards.join()}`, archive, from.variable, from);
    targets.refer(target, file, from.line);
  };

  const addFolder = (folder: string, from: Assignment): void => {
    const below = isTop ? folder.slice(0, -1) : joinPath(path, folder.slice(0, -1));
    if (below !== '') targets.add(`${below}/`, `${below}/`, `${from.variable} += ${folder}`, from);
  };

  for (const assignment of assignments) {
    const list = LIST.exec(assignment.variable)?.[1];
    if (list === undefined && !(isTop && TOP_LIST.test(assignment.variable))) continue;
    const { objects, folders } = expandWords(assignment);
    for (const folder of folders) addFolder(folder, assignment);
    if (list !== undefined) for (const object of objects) addObject(list, object, assignment);
  }
  for (const assignment of assignments) {
    const stem = composites.stemOf(assignment);
    if (stem === undefined) continue;
    const owner = composites.ownerOf(stem);
    const whole = listed.get(owner);
    const { objects } = expandWords(assignment);
    if (objects.length === 0) continue;
    const isPlain = !assignment.variable.includes('$') && assignment.guards.length === 0;
    const key = `${assignment.variable} ${assignment.guards.join()}`;
    const name = owner.slice(owner.lastIndexOf('/') + 1);
    const part = isPlain && whole ? whole : targets.add(key, name, assignment.variable, assignment, whole);
    for (const object of objects) targets.refer(part, joinPath(path, object), assignment.line);
  }
  if (targets.records.symbols.length === 0) return undefined;
  const imports = includes.map(({ target, line }) => ({
    target: target.replace(/^\$\(srctree\)\//, ''),
    line,
  }));
  return { ...targets.records, imports };
}
