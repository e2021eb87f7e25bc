/** A formula that is ready to be evaluated. */
export interface CompiledFormula {
  /** The variables that it names. */
  readonly names: Pick<ReadonlySet<string>, "has">;
  /**
   * @param values - of every variable that it names
   * @returns whatever it yields, a number if all is well; the error where it yields nothing
   */
  readonly evaluate: (values: readonly (readonly [name: string, value: number])[]) => unknown;
}

/** What a formula may call besides mathjs' own functions. */
const FUNCTIONS = {
  clamp: (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value)),
};

/** Sets variables apart from functions: `floor` is both. */
const VARIABLE = "variable_";

/** Parses and compiles a formula, once; it was checked when its spec was read. */
export async function compileFormula(text: string): Promise<CompiledFormula> {
  // A large library: only policies with a formula of their own pay for it.
  const { parse } = await import("mathjs/number");
  // By name, what it is called in the compiled formula.
  const names = new Map<string, string>();
  const code = parse(text)
    .transform((node, path) => {
      if (node.type !== "SymbolNode" || path === "fn" || !("name" in node) || typeof node.name !== "string")
        return node;
      const name = `${VARIABLE}${node.name}`;
      names.set(node.name, name);
      return parse(name);
    })
    .compile();
  // One for all evaluations: mathjs wraps a plain object anew each time.
  const scope = new Map<string, unknown>(Object.entries(FUNCTIONS));
  return {
    names,
    evaluate: (values) => {
      for (const [name, value] of values) {
        const known = names.get(name);
        if (known !== undefined) scope.set(known, value);
      }
      try {
        const result: unknown = code.evaluate(scope);
        return result;
      } catch (error) {
        return error;
      }
    },
  };
}
