import { sourceText } from "../diagnostics/source-text.ts";
import { autoscalersIn } from "./autoscaler-object.ts";
import { readHpa } from "./read-hpa.ts";
import { readScaledObject } from "./read-scaled-object.ts";
import type { ReadAutoscaler } from "./written-autoscaler.ts";

/** The autoscalers of a YAML text, as a replay has them; one of a workload twice, as in overlays, is there twice. */
export const readAutoscalers = (file: string, text: string): readonly ReadAutoscaler[] =>
  autoscalersIn(sourceText(file, text)).map(({ kind, name, root }) =>
    kind === "ScaledObject" ? readScaledObject(root, `${kind}/${name}`) : readHpa(root, `${kind}/${name}`),
  );
