import { AppError } from '../../kernel/errors.ts';

/**
 * Named byte strings that outlive the process, and the machine, that made them. Names read `a/b/c`, each part of
 * `[A-Za-z0-9._+-]`; two stores of one kind on one folder or server see the same objects.
 *
 * Everything rejects with an AppError: `object_name` for a name that is none, `object_store_unreachable` and
 * `disk_full` for what a later try may mend.
 */
export interface ObjectStore {
  /**
   * Stores a local file's bytes under a name, in place of what had it. Readers see the whole object or the one before;
   * resolves when the bytes are where a crash of this process does not reach them.
   */
  put(name: string, file: string): Promise<void>;
  /**
   * Writes an object into a local file, which is there whole, with its digest checked, or as it was before.
   * @throws AppError `object_not_found`; `object_damaged` when the bytes are not those that were put
   */
  get(name: string, file: string): Promise<void>;
  /** Removes an object; none of that name is no error. */
  remove(name: string): Promise<void>;
  /** All objects whose names begin with `prefix`, in the order of their names. */
  list(prefix: string): Promise<StoredObject[]>;
  /** Lets go of connections. Nothing may be asked of the store afterwards. */
  close(): Promise<void>;
}

/** An object as a list shows it. */
export interface StoredObject {
  name: string;
  bytes: number;
}

const LONGEST_NAME = 512;
const NAME = /^[A-Za-z0-9._+-]+(?:\/[A-Za-z0-9._+-]+)*$/;

/** Whether a name is one of an object: no empty part, none that a file system takes for a place. */
export function isObjectName(name: string): boolean {
  return (
    name.length <= LONGEST_NAME && NAME.test(name) && !name.split('/').some((part) => /^\.{1,2}$/.test(part))
  );
}

/** @throws AppError `object_name` */
export function checkObjectName(name: string): void {
  if (isObjectName(name)) return;
  throw new AppError(
    'invalid',
    'object_name',
    `${JSON.stringify(name.slice(0, 100))} is no name of an object: it must read a/b/c, of letters, digits and . _ + -, ` +
      `with at most ${LONGEST_NAME} characters and no part that is . or ..`,
  );
}

/** The error of {@link ObjectStore.get} for a name that nothing has. */
export function objectNotFound(name: string, store: string): AppError {
  return new AppError('not_found', 'object_not_found', `There is no object ${name} in ${store}`);
}

/** The error of {@link ObjectStore.get} for bytes that are not those that were put. */
export function objectDamaged(name: string, store: string, how: string): AppError {
  return new AppError(
    'unprocessable',
    'object_damaged',
    `The object ${name} in ${store} is damaged (${how}); remove it and make it again`,
  );
}
