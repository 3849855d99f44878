/**
 * A module of Keelson as it is built and shipped, by its path in dist/. The loader under which benches run gives every
 * function its name again whenever it is made, which took a fifth of the time to queue a job: what is measured inside this
 * process must come from here.
 */
export function built<Module>(path: string): Promise<Module> {
  return import(new URL(`../../dist/${path}`, import.meta.url).href) as Promise<Module>;
}
