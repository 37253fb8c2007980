// What a module says in a report: prose with figures in it. Composing it is the reports module's work.

/** One sentence. Figures stand as {indicator} or {indicator|dimension=value}; the first decides between the wordings. */
export interface Sentence {
  text: string;
  /** Wording when the first figure is zero; without it the sentence is left out then. */
  zero?: string;
  /** Wording when the first figure is 100 %. */
  full?: string;
}

/** A passage of a report: one paragraph under a heading. */
export interface Passage {
  /** Where it stands among the passages of a report, ascending. */
  order: number;
  heading: string;
  sentences: Sentence[];
}
