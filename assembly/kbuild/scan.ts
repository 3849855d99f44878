import { clearFacts, linkFacts } from '../facts/facts';
import { Scan } from '../facts/layouts';
import { LONGEST_TEXT, openSource } from '../text/source';
import { readAssignments } from './assignments';
import { addComposites, findComposites } from './composites';
import { clearConfigs } from './configs';
import { clearGuards } from './guards';
import { addLists } from './lists';
import { clearParts } from './parts';
import { isTopMakefile, openPaths } from './paths';
import { clearTargets, countTargets, finishTargets } from './targets';
import { clearKnown } from './texts';

// Kbuild Makefiles as the kernel's Documentation/kbuild/makefiles.rst describes them. What is built is a symbol of the
// kind `target`; it refers to the CONFIG_ symbols that decide about it and to its objects by their paths in the
// repository (`fs/ext4/balloc.o`), so that one lookup finds what an object goes into. There are three sorts:
//
//   ext4             an object of its own, or made of others (`ext4-y`): parts with a condition are targets inside it
//   fs/built-in.a    what `obj-y` gathers, and fs/lib.a for `lib-y`
//   fs/ext4/         a folder that the Makefile descends into

function clear(): void {
  clearFacts();
  clearConfigs();
  clearGuards();
  clearParts();
  clearTargets();
  clearKnown();
}

/** Finds the facts in `bytes` bytes of a Makefile; its path stands at `labels`. Answers a `Scan`. */
export function scanKbuild(bytes: i32, pathLength: i32): i32 {
  clear();
  if (bytes > LONGEST_TEXT) return Scan.TOO_LARGE;
  openSource(bytes, true);
  openPaths(pathLength);
  const isTop = isTopMakefile();
  readAssignments(isTop);
  findComposites();
  addLists(isTop);
  addComposites();
  if (countTargets() == 0) return Scan.OTHER_LANGUAGE;
  finishTargets();
  linkFacts();
  return Scan.DONE;
}
