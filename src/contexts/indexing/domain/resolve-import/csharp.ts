import { nameOf } from './paths.ts';
import type { ImportRule } from './types.ts';

/** C#: a namespace means the files that declare it; `using static A.B` the file `B.cs` of namespace `A`. */
export const csharp: ImportRule = {
  modulesOf(target) {
    const name = plain(target);
    return [name, ownerOf(name)].filter((one) => one !== '');
  },
  ways(target, _from, modules) {
    const name = plain(target);
    const files = (of: string) => (modules.get(of) ?? []).filter((path) => path.endsWith('.cs'));
    const type = `${name.slice(name.lastIndexOf('.') + 1)}.cs`;
    return [files(name), files(ownerOf(name)).filter((path) => nameOf(path) === type)].map((paths) =>
      paths.map((path) => ({ path })),
    );
  },
  keys(path, modules) {
    const type = nameOf(path).replace(/\.cs$/, '');
    return { exact: [...modules.keys()].flatMap((name) => [name, `${name}.${type}`]), starts: [] };
  },
};

/** `global::A.List<int>` → `A.List`. */
function plain(target: string): string {
  return target.replace(/^global::/, '').replace(/<.*$/s, '');
}

function ownerOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}
