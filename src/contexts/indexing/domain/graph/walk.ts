import type { Cut, GraphEdge, GraphSymbol } from './graph-types.ts';

/** Bounds of one step of a walk. */
export interface ExpandLimits {
  /** Callers read for one name. */
  perName: number;
  /** Rows read for all names together. */
  rows: number;
  /** Candidates followed for one call through a pointer. */
  perPointer: number;
  /** Whether calls through pointers are joined with the tables that set them. */
  indirect: boolean;
}

/** Where the graph stops, as counts of calls. */
export interface Stops {
  /** Calls through a pointer for which no candidate is known, or that were not to be followed. */
  pointers: number;
  /** Calls of a name without a definition that the rule reaches: macros, other projects, what is not indexed. */
  undefined: number;
  /** Callers by name whose calls go to another definition of that name. */
  elsewhere: number;
}

export const noStops = (): Stops => ({ pointers: 0, undefined: 0, elsewhere: 0 });

/** What one step of a walk found. */
export interface Expansion {
  edges: GraphEdge[];
  /** The symbols at the far ends of the edges. */
  symbols: Map<number, GraphSymbol>;
  stops: Stops;
  /** Some name had more callers, or some pointer more candidates, than were read. */
  fanout: boolean;
}

export interface WalkOptions extends ExpandLimits {
  direction: 'callers' | 'callees';
  /** Steps from the roots. */
  depth: number;
  /** Nodes kept on one level. */
  perLevel: number;
  /** Nodes kept in all, roots included. */
  nodes: number;
  /** Folder below `arch/`; what is built for others is left out. */
  architecture?: string | undefined;
}

export interface WalkNode {
  symbol: GraphSymbol;
  depth: number;
}

/** The part of the call graph that a walk saw. */
export interface Walk {
  /** By symbol id, in the order they were reached. */
  nodes: Map<number, WalkNode>;
  edges: GraphEdge[];
  stops: Stops;
  cut: Cut;
}
