/** A part of the demo that did not do its work; the demo names it and shows the end of its log. */
export class PartFailure extends Error {
  override readonly name = "PartFailure";
  readonly part: string;

  constructor(part: string, problem: string, options?: ErrorOptions) {
    super(problem, options);
    this.part = part;
  }
}
