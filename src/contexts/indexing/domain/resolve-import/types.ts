/** Where the file that an import means may be. */
export interface Way {
  /** A path inside the repository, or of a folder, without its slash. */
  path: string;
  /** Any path that ends so, at the border of a folder, will do. */
  isEnd?: true;
  /** `path` is a folder: the files right in it whose names end so are meant. */
  filesIn?: string;
}

/** A file that declares a module under a name: a namespace, or what a project file calls the project. */
export type Modules = ReadonlyMap<string, readonly string[]>;

/** Texts under which importers may name a file. */
export interface ImportKeys {
  exact: string[];
  /** The file, or something in it, is named by whatever starts so. */
  starts: string[];
}

/** How imports of a language are read. */
export interface ImportRule {
  /**
   * Where the file may be that `target` means in the file `from`, the likeliest first: what is found by the first group
   * of ways counts, and the next is asked only when that is nothing.
   */
  ways(target: string, from: string, modules: Modules): Way[][];
  /** Names of modules that have to be known to read a target. */
  modulesOf?(target: string): string[];
  /** File names that declare the modules of files below their folder: `go.mod`. */
  projectFile?: string;
  /**
   * How importers may name a file. More than necessary does no harm, since each is read the other way again.
   *
   * @param modules Those the file declares itself, or its project file does.
   */
  keys(path: string, modules: Modules): ImportKeys;
}

/** No modules are known, or none are needed. */
export const NO_MODULES: Modules = new Map();
