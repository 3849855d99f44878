import type { ByteReader, ByteWriter } from '../varint.ts';
import type { MacroPlace, TermUse } from './term-arena.ts';

/** How the macros of a name are written. */
const NO_MACROS = 0;
/** In the files of the last name that had some, each as many lines further on: register headers go on like that. */
const SAME_STEP = 1;
const SAME_FILES = 2;
const OWN_FILES = 3;

/** What steps are counted from, within a block. */
interface Before {
  symbol: number;
  file: number;
  macros: readonly MacroPlace[];
}

const nothingBefore = (): Before => ({ symbol: 0, file: 0, macros: [] });
const lineCode = ({ line, functionLike }: MacroPlace): number => 2 * line + (functionLike ? 1 : 0);

/**
 * Writes what the names of a block stand for, one after the other: a varint with the form of the macros (2 bits) and
 * how many symbols there are above it; for each symbol the letter of its kind and the step from the id before; for the
 * macros one step of lines, or one each, or their number and for each the step from the file before and the line.
 * A line is doubled, and one more when the macro is like a function.
 */
export function createUseWriter(to: ByteWriter): (use: TermUse) => void {
  const before = nothingBefore();
  return ({ symbols, macros }) => {
    const form = formOf(macros, before.macros);
    to.varint((symbols.length << 2) | form);
    for (const { id, kind } of symbols) {
      to.byte(kind);
      to.signed(id - before.symbol);
      before.symbol = id;
    }
    if (form === NO_MACROS) return;
    if (form === OWN_FILES) {
      to.varint(macros.length);
      for (const macro of macros) {
        to.signed(macro.fileId - before.file);
        to.varint(lineCode(macro));
        before.file = macro.fileId;
      }
      before.file = macros[0]!.fileId;
    } else {
      const steps = form === SAME_STEP ? macros.slice(0, 1) : macros;
      for (const [at, macro] of steps.entries()) to.signed(lineCode(macro) - lineCode(before.macros[at]!));
    }
    before.macros = macros;
  };
}

function formOf(macros: readonly MacroPlace[], before: readonly MacroPlace[]): number {
  if (macros.length === 0) return NO_MACROS;
  if (macros.length !== before.length) return OWN_FILES;
  const step = lineCode(macros[0]!) - lineCode(before[0]!);
  let form = SAME_STEP;
  for (let at = 0; at < macros.length; at++) {
    if (macros[at]!.fileId !== before[at]!.fileId) return OWN_FILES;
    if (lineCode(macros[at]!) - lineCode(before[at]!) !== step) form = SAME_FILES;
  }
  return form;
}

/** Reads what {@link createUseWriter} wrote, a name's at a time, from where the reader is. */
export function createUseReader(from: ByteReader): () => TermUse {
  const before = nothingBefore();
  return () => {
    const head = from.varint();
    const symbols: TermUse['symbols'] = [];
    for (let left = head >>> 2; left > 0; left--) {
      const kind = from.byte();
      symbols.push({ id: (before.symbol += from.signed()), kind });
    }
    const macros = readMacros(from, head & 3, before);
    if (macros.length > 0) before.macros = macros;
    return { symbols, macros };
  };
}

function readMacros(from: ByteReader, form: number, before: Before): MacroPlace[] {
  if (form === NO_MACROS) return [];
  if (form === OWN_FILES) {
    const macros: MacroPlace[] = [];
    for (let left = from.varint(); left > 0; left--) {
      const fileId = (before.file += from.signed());
      macros.push(placeOf(fileId, from.varint()));
    }
    before.file = macros[0]?.fileId ?? before.file;
    return macros;
  }
  const step = form === SAME_STEP ? from.signed() : 0;
  return before.macros.map((macro) =>
    placeOf(macro.fileId, lineCode(macro) + (form === SAME_STEP ? step : from.signed())),
  );
}

function placeOf(fileId: number, code: number): MacroPlace {
  return { fileId, line: code >>> 1, functionLike: (code & 1) === 1 };
}
