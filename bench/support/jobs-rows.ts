import { cpus } from 'node:os';
import { renderTable } from '../../src/platform/cli/table.ts';
import { median } from './measure.ts';
import { pause, type QueueSystem } from './jobs-system.ts';

export interface JobsBench {
  jobs: number;
  runs: number;
  samples: number;
  /** Only rows whose name has this word in it. */
  only: string;
}

/** One figure of each system: medians over the runs, of its best mode. */
export interface JobsRow {
  what: string;
  /** Whether less is better: milliseconds, not jobs a second. */
  less: boolean;
  /** By the system's name. */
  best: Map<string, { value: number; mode: string }>;
}

/** A way to come to one figure, or several, of a system. */
interface Measurement {
  mode: string;
  /** Figures by row. */
  run: () => Promise<Record<string, number>>;
}

const BATCH = 1000;

/** Measures every row: each mode of each system once, then all of them again, so that a slow minute hits all. */
export async function measureRows(systems: readonly QueueSystem[], bench: JobsBench): Promise<JobsRow[]> {
  const rows: JobsRow[] = [];
  const few = Math.ceil(bench.jobs / 10);
  const groups: { what: string; less: boolean; of: (system: QueueSystem) => Measurement[] }[] = [
    { what: 'enqueue, one after another', less: false, of: (system) => [enqueueing(system, few, 1)] },
    { what: 'enqueue, 10 in flight', less: false, of: (system) => [enqueueing(system, few, 10)] },
    { what: `enqueue, batches of ${BATCH}`, less: false, of: (system) => [batching(system, bench.jobs)] },
    { what: 'process, concurrency 1', less: false, of: (system) => processing(system, 1, bench.jobs) },
    { what: 'process, concurrency 10', less: false, of: (system) => processing(system, 10, bench.jobs) },
    { what: 'enqueue to start', less: true, of: (system) => starting(system, bench.samples) },
  ];
  for (const { what, less, of } of groups) {
    if (!what.includes(bench.only)) continue;
    const measured = new Map<string, Map<string, Map<string, number[]>>>();
    for (let run = 0; run < bench.runs; run += 1) {
      for (const system of systems) {
        for (const { mode, run: measure } of of(system)) {
          await system.clear();
          const figures = await measure();
          process.stderr.write(`${what}: ${system.name} (${mode}) ${JSON.stringify(figures)}\n`);
          for (const [row, figure] of Object.entries(figures)) {
            const bySystem = getOrMake(measured, row || what, () => new Map<string, Map<string, number[]>>());
            const byMode = getOrMake(bySystem, system.name, () => new Map<string, number[]>());
            getOrMake(byMode, mode, () => []).push(figure);
          }
        }
      }
    }
    for (const [row, bySystem] of measured) rows.push({ what: row, less, best: bestOf(bySystem, less) });
  }
  return rows;
}

function bestOf(
  bySystem: ReadonlyMap<string, ReadonlyMap<string, number[]>>,
  less: boolean,
): JobsRow['best'] {
  const best: JobsRow['best'] = new Map();
  for (const [system, byMode] of bySystem) {
    const modes = [...byMode].map(([mode, values]) => ({ mode, value: median(values) }));
    modes.sort((a, b) => (less ? a.value - b.value : b.value - a.value));
    best.set(system, modes[0]!);
  }
  return best;
}

function enqueueing(system: QueueSystem, count: number, inFlight: number): Measurement {
  return {
    mode: '',
    async run() {
      let left = count;
      const begun = performance.now();
      const client = async (): Promise<void> => {
        while ((left -= 1) >= 0) await system.enqueue();
      };
      await Promise.all(Array.from({ length: inFlight }, client));
      return { '': (count * 1000) / (performance.now() - begun) };
    },
  };
}

function batching(system: QueueSystem, count: number): Measurement {
  return {
    mode: '',
    async run() {
      const begun = performance.now();
      for (let done = 0; done < count; done += BATCH)
        await system.enqueueBatch(Math.min(BATCH, count - done));
      return { '': (count * 1000) / (performance.now() - begun) };
    },
  };
}

function processing(system: QueueSystem, concurrency: number, count: number): Measurement[] {
  return system.processModes(concurrency).map((mode) => ({
    mode: mode.name,
    async run() {
      const jobs = mode.slow === true ? Math.ceil(count / 10) : count;
      for (let done = 0; done < jobs; done += BATCH) await system.enqueueBatch(Math.min(BATCH, jobs - done));
      return { '': jobs / (await mode.process(jobs)) };
    },
  }));
}

const WARM_UP = 10;

function starting(system: QueueSystem, samples: number): Measurement[] {
  return system.startModes().map((mode) => ({
    mode: mode.name,
    async run() {
      await mode.begin();
      const times: number[] = [];
      for (let n = -WARM_UP; n < samples; n += 1) {
        // The queue is idle: what the job before left to do is done.
        await pause(10);
        const time = await mode.sample();
        if (n >= 0) times.push(time);
      }
      await mode.end();
      times.sort((a, b) => a - b);
      const at = (share: number) => times[Math.floor(share * (times.length - 1))]!;
      return { 'enqueue to start, p50 ms': at(0.5), 'enqueue to start, p95 ms': at(0.95) };
    },
  }));
}

function getOrMake<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Prints the table: figures, the mode that gave a peer's, and ours against the better peer (above 1 we are better). */
export function printRows(systems: readonly QueueSystem[], rows: readonly JobsRow[]): void {
  const [ours, ...peers] = systems;
  const show = ({ less }: JobsRow, value: number) => (less ? value.toFixed(1) : Math.round(value).toString());
  const titles = [
    'jobs/s',
    'keelson',
    ...peers.map(({ name, version }) => `${name} ${version}`),
    'ours : better peer',
  ];
  console.log(
    renderTable(
      titles.map((title, place) => ({ title, align: place === 0 ? 'left' : 'right' })),
      rows.map((row) => {
        const mine = row.best.get(ours!.name)!.value;
        const theirs = peers.map(({ name }) => row.best.get(name)!);
        const values = theirs.map(({ value }) => value);
        const rival = row.less ? Math.min(...values) : Math.max(...values);
        const ratio = row.less ? rival / mine : mine / rival;
        return [
          row.what,
          show(row, mine),
          ...theirs.map(({ value, mode }) => `${show(row, value)}${mode === '' ? '' : ` (${mode})`}`),
          peers.length === 0 ? '' : ratio.toFixed(2),
        ];
      }),
    ),
  );
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]!.model}, Node ${process.version}, PostgreSQL embedded`,
  );
}
