import { hashBytes } from '../text/bytes';
import { defineWords, meaningIn } from '../text/define-words';

/** What ends a list of commands, each a bit: `then` is AFTER_IF, `;;` is CLAUSE, `)` is CLOSE. */
export const enum Stop {
  AFTER_IF = 1,
  ELSE = 2,
  FI = 4,
  DO = 8,
  DONE = 16,
  ESAC = 32,
  BRACE = 64,
  CLOSE = 128,
  CLAUSE = 256,
}

/** What other words mean as the first one of a command: no bit of Stop is in these numbers. */
export const enum Meaning {
  BUILTIN = 0x200,
  DECLARE = 0x400,
  READONLY = 0x600,
  EXPORT = 0x800,
  TRAP = 0xa00,
  SOURCE = 0xc00,
  /** `!`: a command follows. */
  PREFIX = 0xe00,
  TIME = 0x1000,
  COPROC = 0x1200,
  FUNCTION = 0x1400,
  IF = 0x1600,
  WHILE = 0x1800,
  FOR = 0x1a00,
  CASE = 0x1c00,
  GROUP = 0x1e00,
  TEST = 0x2000,
}

const SLOTS: u32 = 256;
/** Per slot: literal of the word, its meaning. Open addressing. */
const slots = memory.data(256 * 8, 16);

const LONGEST: usize = 9;

function slotOf(start: usize, length: u32): u32 {
  return hashBytes(length, start, length) & (SLOTS - 1);
}

function define(meaning: i32, words: string): void {
  defineWords(slots, SLOTS - 1, slotOf, meaning, words);
}

// Built into the shell, and so never the name of a function.
define(Meaning.BUILTIN, 'alias bg break builtin caller cd command continue dirs disown echo eval exec exit');
define(Meaning.BUILTIN, 'false fg getopts hash jobs kill let mapfile popd printf pushd pwd read readarray');
define(Meaning.BUILTIN, 'return set shift shopt test times true type ulimit umask unalias unset wait');
define(Stop.AFTER_IF, 'then');
define(Stop.ELSE, 'elif else');
define(Stop.FI, 'fi');
define(Stop.DO, 'do');
define(Stop.DONE, 'done');
define(Stop.ESAC, 'esac');
define(Stop.BRACE, '}');
define(Meaning.DECLARE, 'declare local typeset');
define(Meaning.READONLY, 'readonly');
define(Meaning.EXPORT, 'export');
define(Meaning.TRAP, 'trap');
define(Meaning.SOURCE, 'source .');
define(Meaning.PREFIX, '!');
define(Meaning.TIME, 'time');
define(Meaning.COPROC, 'coproc');
define(Meaning.FUNCTION, 'function');
define(Meaning.IF, 'if');
define(Meaning.WHILE, 'while until');
define(Meaning.FOR, 'for select');
define(Meaning.CASE, 'case');
define(Meaning.GROUP, '{');
define(Meaning.TEST, '[[');

/** What the first word of a command means, as a Stop or a Meaning; 0 for any other word, which calls something. */
export function meaningOf(start: usize, end: usize): i32 {
  const length = end - start;
  if (length > LONGEST) return 0;
  return meaningIn(slots, SLOTS - 1, slotOf(start, <u32>length), start, length);
}
