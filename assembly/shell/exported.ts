import { at, count } from '../memory/list';
import { MAP_BYTES, addText, clearTexts, findText, makeTextMap } from '../memory/text-map';
import { Definition, Span, exportedNames, exports } from './findings';

/** Names that `export NAME` names. */
const names = makeTextMap(memory.data(MAP_BYTES, 16));

/** The last export that does not start behind the definition at hand; -1 for none yet. */
let last: i32 = -1;

function spanAt(index: i32): Span {
  return changetype<Span>(at(exports, index));
}

/** Makes ready for isExported, which is asked for one definition after the other. */
export function beginExports(): void {
  last = -1;
  clearTexts(names);
  for (let i = 0; i < count(exportedNames); i++) {
    const name = changetype<Span>(at(exportedNames, i));
    addText(names, name.start, name.end - name.start);
  }
}

/**
 * Whether a definition stands in an exported assignment or is exported by name. `parent` is where the one around it
 * starts, 0 for none.
 */
export function isExported(definition: Definition, parent: u32): bool {
  while (last + 1 < count(exports) && spanAt(last + 1).start <= definition.start) last++;
  if (last >= 0) {
    const around = spanAt(last);
    if (definition.end <= around.end && (parent == 0 || parent < around.start)) return true;
  }
  const name = definition.nameStart;
  return parent == 0 && count(exportedNames) > 0 && findText(names, name, definition.nameEnd - name) >= 0;
}
