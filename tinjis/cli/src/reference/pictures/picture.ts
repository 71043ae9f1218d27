/** A picture before it is drawn: columns of who and what, and what passes between them. */
export interface Picture {
  readonly title: string;
  /** What it shows, in sentences, for those who hear it instead. */
  readonly description: string;
  /** From left to right. */
  readonly columns: readonly Column[];
  readonly edges: readonly Edge[];
}

/** Nodes one below the other; with a title they stand in a box. */
export interface Column {
  readonly title?: string;
  readonly note?: string;
  readonly nodes: readonly Node[];
}

export interface Node {
  /** Unique in its picture. */
  readonly id: string;
  /** From the top, from 0. Rows are the same in all columns. */
  readonly row: number;
  readonly title: string;
  readonly note?: string;
  /** Who tries in vain, where an arrow for each would hide the rest. */
  readonly refused?: readonly string[];
  /** Someone who acts, something that is kept or run, or anybody at all. */
  readonly kind: 'person' | 'thing' | 'stranger';
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly verdict: 'allow' | 'deny';
}
