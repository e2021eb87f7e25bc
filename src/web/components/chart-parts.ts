/** What a chart counts in. */
export type Unit = "share" | "per second" | "count" | "seconds";

/** Milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Line {
  readonly label: string;
  /** The name of a colour among the tokens. */
  readonly colour: string;
  /** Null where nothing is known: the line has a gap there. */
  readonly values: readonly (number | null)[];
  /** It stays as it is until it changes, such as a number of replicas. */
  readonly isStepped?: true;
  /** It has not happened. */
  readonly isDashed?: true;
  /** Moments that nothing joins. */
  readonly isDots?: true;
}

/** A time that is shaded, in Unix seconds. */
export interface Shade {
  readonly from: number;
  readonly to: number;
  readonly colour: string;
  /** Shades of another kind have another edge, below the one before. */
  readonly lane: number;
}

/** A moment, in Unix seconds, with a sign above its line and what it was. */
export interface Marker {
  readonly at: number;
  readonly sign: string;
  readonly colour: string;
  readonly says: string;
}

/** What is drawn with the lines. */
export interface Overlays {
  readonly shades: readonly Shade[];
  readonly markers: readonly Marker[];
  /** The labels of two lines, between which the ground is tinted. */
  readonly band: readonly [high: string, low: string] | undefined;
}
