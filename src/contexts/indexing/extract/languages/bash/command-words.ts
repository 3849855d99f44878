/** What ends a list of commands, each a bit: `then` is `afterIf`, `;;` is `clause`, `)` is `close`. */
export const STOPS = {
  afterIf: 1,
  else: 2,
  fi: 4,
  do: 8,
  done: 16,
  esac: 32,
  brace: 64,
  close: 128,
  clause: 256,
} as const;

/** What other words mean as the first one of a command: no bit of STOPS is in these numbers. */
export const MEANINGS = {
  builtin: 1 << 9,
  declare: 2 << 9,
  readonly: 3 << 9,
  export: 4 << 9,
  trap: 5 << 9,
  source: 6 << 9,
  /** `!`: a command follows. */
  prefix: 7 << 9,
  time: 8 << 9,
  coproc: 9 << 9,
  function: 10 << 9,
  if: 11 << 9,
  while: 12 << 9,
  for: 13 << 9,
  case: 14 << 9,
  group: 15 << 9,
  test: 16 << 9,
} as const;

/** Built into the shell, and so never the name of a function. */
const BUILTINS =
  'alias bg break builtin caller cd command continue dirs disown echo eval exec exit false fg getopts hash jobs kill let ' +
  'mapfile popd printf pushd pwd read readarray return set shift shopt test times true type ulimit umask unalias unset wait';

/** What the first word of a command means, as one of STOPS or MEANINGS; any other word calls something. */
export const COMMAND_WORDS: ReadonlyMap<string, number> = new Map<string, number>([
  ...BUILTINS.split(' ').map((word) => [word, MEANINGS.builtin] as const),
  ['then', STOPS.afterIf],
  ['elif', STOPS.else],
  ['else', STOPS.else],
  ['fi', STOPS.fi],
  ['do', STOPS.do],
  ['done', STOPS.done],
  ['esac', STOPS.esac],
  ['}', STOPS.brace],
  ['declare', MEANINGS.declare],
  ['local', MEANINGS.declare],
  ['typeset', MEANINGS.declare],
  ['readonly', MEANINGS.readonly],
  ['export', MEANINGS.export],
  ['trap', MEANINGS.trap],
  ['source', MEANINGS.source],
  ['.', MEANINGS.source],
  ['!', MEANINGS.prefix],
  ['time', MEANINGS.time],
  ['coproc', MEANINGS.coproc],
  ['function', MEANINGS.function],
  ['if', MEANINGS.if],
  ['while', MEANINGS.while],
  ['until', MEANINGS.while],
  ['for', MEANINGS.for],
  ['select', MEANINGS.for],
  ['case', MEANINGS.case],
  ['{', MEANINGS.group],
  ['[[', MEANINGS.test],
]);
