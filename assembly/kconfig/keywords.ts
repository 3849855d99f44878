import { Literal, equals, literal, startsWith } from '../text/literal';

/** What the first word of a line says. */
export const enum Keyword {
  NONE,
  CONFIG,
  IF,
  MENU,
  CHOICE,
  ENDIF,
  ENDMENU,
  ENDCHOICE,
  SOURCE,
  /** Ends what stands before it and says nothing itself. */
  COMMENT,
  HELP,
  DEPENDS,
  /** `select` or `imply`. */
  SELECT,
  PROMPT,
  TYPE,
}

const CONFIG = literal('config');
const MENUCONFIG = literal('menuconfig');
const IF = literal('if');
const MENU = literal('menu');
const CHOICE = literal('choice');
const ENDIF = literal('endif');
const ENDMENU = literal('endmenu');
const ENDCHOICE = literal('endchoice');
const SOURCE = literal('source');
const RSOURCE = literal('rsource');
const OSOURCE = literal('osource');
const ORSOURCE = literal('orsource');
const COMMENT = literal('comment');
const MAINMENU = literal('mainmenu');
const HELP = literal('help');
const DEPENDS = literal('depends');
const SELECT = literal('select');
const IMPLY = literal('imply');
const PROMPT = literal('prompt');
const BOOL = literal('bool');
const BOOLEAN = literal('boolean');
const TRISTATE = literal('tristate');
const STRING = literal('string');
const HEX = literal('hex');
const INT = literal('int');
const DEF = literal('def_');
const RELATIVE = literal('rs');

function nameOf(start: usize, end: usize): i32 {
  if (equals(CONFIG, start, end) || equals(MENUCONFIG, start, end)) return Keyword.CONFIG;
  if (equals(IF, start, end)) return Keyword.IF;
  if (equals(MENU, start, end)) return Keyword.MENU;
  if (equals(CHOICE, start, end)) return Keyword.CHOICE;
  if (equals(ENDIF, start, end)) return Keyword.ENDIF;
  if (equals(ENDMENU, start, end)) return Keyword.ENDMENU;
  if (equals(ENDCHOICE, start, end)) return Keyword.ENDCHOICE;
  if (equals(COMMENT, start, end) || equals(MAINMENU, start, end)) return Keyword.COMMENT;
  if (equals(SOURCE, start, end) || equals(OSOURCE, start, end)) return Keyword.SOURCE;
  if (equals(RSOURCE, start, end) || equals(ORSOURCE, start, end)) return Keyword.SOURCE;
  return Keyword.NONE;
}

/** The Keyword of the word from `start` to `end`. */
export function keywordOf(start: usize, end: usize): i32 {
  if (equals(HELP, start, end)) return Keyword.HELP;
  if (equals(DEPENDS, start, end)) return Keyword.DEPENDS;
  if (equals(SELECT, start, end) || equals(IMPLY, start, end)) return Keyword.SELECT;
  if (equals(PROMPT, start, end)) return Keyword.PROMPT;
  if (typeOf(start, end) != 0) return Keyword.TYPE;
  return nameOf(start, end);
}

/** Whether a type stands for a value, too: it has no prompt then. */
export function isDefault(start: usize, end: usize): bool {
  return startsWith(DEF, start, end);
}

/** The type that a word says, 0 for none. */
export function typeOf(start: usize, end: usize): Literal {
  const isDef = isDefault(start, end);
  const type = isDef ? start + 4 : start;
  if (equals(BOOL, type, end)) return BOOL;
  if (equals(TRISTATE, type, end)) return TRISTATE;
  if (isDef) return 0;
  if (equals(BOOLEAN, type, end)) return BOOL;
  if (equals(STRING, type, end)) return STRING;
  if (equals(HEX, type, end)) return HEX;
  return equals(INT, type, end) ? INT : 0;
}

/** Whether a word for `source` names files from its own folder. */
export function isRelative(start: usize, end: usize): bool {
  return startsWith(RELATIVE, start, end) || (end - start > 3 && startsWith(RELATIVE, start + 1, end));
}
