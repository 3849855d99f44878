import { defineWords, meaningIn } from '../text/define-words';

/** What a word means to the scanner. */
export const enum Word {
  NAME = 0,
  STRUCT = 1,
  UNION = 2,
  ENUM = 3,
  TYPEDEF = 4,
  EXTERN = 5,
  STATIC = 6,
  INLINE = 7,
  /** Takes a parenthesised argument that belongs to a declaration: `__attribute__`, `asm`, `__aligned` … */
  ATTRIBUTE = 8,
  /** A word of a built-in type. */
  TYPE = 9,
  QUALIFIER = 10,
  /** Begins a statement or is an operator: never a call. */
  STATEMENT = 11,
  /** Names from here on are ordinary calls that also register an entry point. */
  FIRST_SPECIAL = 20,
  REQUEST_IRQ = 20,
  DEVM_REQUEST_IRQ = 21,
  PROC_CREATE = 22,
  DEBUGFS_CREATE = 23,
  NETLINK_CREATE = 24,
  RTNL_REGISTER = 25,
  RTNL_REGISTER_MODULE = 26,
  REQUEST_THREADED_IRQ = 31,
  DEVM_REQUEST_THREADED_IRQ = 32,
  ATTR = 27,
  ATTR_RW = 28,
  ATTR_RO = 29,
  ATTR_WO = 30,
}

const SLOTS: u32 = 4096;
/** Per slot: literal of the word, its meaning. Open addressing. */
const slots = memory.data(4096 * 8, 16);

const LONGEST: usize = 28;

function slotOf(start: usize, length: u32): u32 {
  const first = <u32>load<u8>(start);
  const second = <u32>load<u8>(start + 1);
  const last = <u32>load<u8>(start + <usize>length - 1);
  const beforeLast = <u32>load<u8>(start + <usize>length - 2);
  return (first * 31 + second * 127 + last * 523 + beforeLast * 1021 + length * 2053) & (SLOTS - 1);
}

function define(meaning: i32, words: string): void {
  defineWords(slots, SLOTS - 1, slotOf, meaning, words);
}

define(Word.STRUCT, 'struct');
define(Word.UNION, 'union');
define(Word.ENUM, 'enum');
define(Word.TYPEDEF, 'typedef');
define(Word.EXTERN, 'extern');
define(Word.STATIC, 'static');
define(Word.INLINE, 'inline __inline __inline__ __always_inline noinline');
define(
  Word.ATTRIBUTE,
  '__attribute__ __attribute __declspec asm __asm __asm__ _Alignas alignas _Static_assert',
);
define(
  Word.ATTRIBUTE,
  '__aligned __printf __scanf __acquires __releases __must_hold __section __acquire_shared',
);
define(
  Word.ATTRIBUTE,
  '__counted_by __alloc_size __assume_aligned __nonnull __error __warning __no_sanitize',
);
define(
  Word.ATTRIBUTE,
  '__releases_shared __acquires_shared __cond_acquires __compiletime_error __diagnose_as',
);
define(
  Word.ATTRIBUTE,
  '__compiletime_warning __designated_init __format_arg __bdos __alias __weakref __printf_like',
);
define(Word.TYPE, 'void char short int long float double signed unsigned _Bool __signed__ _Complex');
define(Word.QUALIFIER, 'const volatile register auto restrict __restrict __restrict__ __const __volatile');
define(Word.QUALIFIER, '__volatile__ _Noreturn _Thread_local __thread __extension__ _Atomic __const__');
define(
  Word.QUALIFIER,
  '__bitwise __user __iomem __rcu __percpu __force __init __exit __initdata __initconst',
);
define(Word.QUALIFIER, '__read_mostly __ro_after_init __packed __maybe_unused __used __refdata __visible');
define(
  Word.QUALIFIER,
  '____cacheline_aligned ____cacheline_aligned_in_smp __cacheline_aligned __randomize_layout',
);
define(Word.QUALIFIER, '__cacheline_aligned_in_smp __net_init __net_exit __net_initdata __initdata_memblock');
define(
  Word.QUALIFIER,
  '__bitwise__ __private __unused __always_unused __must_check __weak __pure __cold __hot',
);
define(Word.STATEMENT, 'if while for do switch return case goto break continue else default sizeof typeof');
define(
  Word.STATEMENT,
  '__typeof__ __typeof offsetof _Alignof __alignof__ __alignof alignof _Generic defined',
);
define(Word.REQUEST_IRQ, 'request_irq request_any_context_irq request_nmi');
define(Word.REQUEST_THREADED_IRQ, 'request_threaded_irq');
define(Word.DEVM_REQUEST_IRQ, 'devm_request_irq devm_request_any_context_irq');
define(Word.DEVM_REQUEST_THREADED_IRQ, 'devm_request_threaded_irq');
define(Word.PROC_CREATE, 'proc_create proc_create_data proc_create_seq proc_create_seq_data');
define(
  Word.PROC_CREATE,
  'proc_create_seq_private proc_create_single proc_create_single_data proc_create_net',
);
define(Word.PROC_CREATE, 'proc_create_net_data proc_create_net_single');
define(Word.DEBUGFS_CREATE, 'debugfs_create_file debugfs_create_file_unsafe');
define(Word.NETLINK_CREATE, 'netlink_kernel_create');
define(Word.RTNL_REGISTER, 'rtnl_register');
define(Word.RTNL_REGISTER_MODULE, 'rtnl_register_module');
define(Word.ATTR, '__ATTR');
define(Word.ATTR_RW, '__ATTR_RW');
define(Word.ATTR_RO, '__ATTR_RO');
define(Word.ATTR_WO, '__ATTR_WO');

/** What the word from `start` to `end` means; NAME for an ordinary identifier. */
export function wordOf(start: usize, end: usize): i32 {
  const length = end - start;
  if (length < 2 || length > LONGEST) return Word.NAME;
  return meaningIn(slots, SLOTS - 1, slotOf(start, <u32>length), start, length);
}

/** Whether a word of this meaning calls something where `(` follows. */
export function isCallee(meaning: i32): bool {
  return meaning == Word.NAME || meaning >= Word.FIRST_SPECIAL;
}

/** The meaning in a declaration, where entry-point calls are ordinary names. */
export function declarationWord(start: usize, end: usize): i32 {
  const word = wordOf(start, end);
  return word >= Word.FIRST_SPECIAL ? Word.NAME : word;
}
