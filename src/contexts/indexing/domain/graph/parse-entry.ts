/** What a question about an entry may mean. */
export interface EntryNames {
  /** Names of a system call to look for. */
  calls: string[];
  /** Names of functions to look for, the likeliest first. */
  functions: string[];
}

const PREFIXES =
  /^(?:__NR_|__NR3264_|SYS_|NR_|__(?:x64|ia32|arm64|s390x?|riscv|se|do)_(?:compat_)?sys_|compat_sys_|sys_|ksys_)/;

/**
 * Understands the names a system call goes by: its number (`__NR_read`), itself (`read`), the function of its entry
 * (`sys_read`, `__x64_sys_read`, `__do_sys_read`) and the helper that the kernel calls (`ksys_read`). A name without
 * such a prefix may be a function, too.
 */
export function parseEntry(entry: string): EntryNames {
  const call = entry.replace(PREFIXES, '');
  const isPlain = call === entry;
  // ksys_read is a function of its own, and asking for it is asking for what it does.
  const isFunction = isPlain || entry.startsWith('ksys_');
  return {
    calls: entry.startsWith('ksys_') || call === '' ? [] : [call],
    functions: isFunction ? [entry, ...(isPlain ? [] : [`sys_${call}`])] : [`sys_${call}`, entry],
  };
}
