import type { Subject } from "./subject.ts";
import { fuzzAnswers } from "./subjects/answers.ts";
import { fuzzPromql } from "./subjects/promql.ts";
import { fuzzRuleFiles } from "./subjects/rule-files.ts";
import { fuzzSpecs } from "./subjects/specs.ts";

// node fuzz/worker.ts <subject> <seed>: one round in a process of its own, which may hang or die.

const SUBJECTS: Readonly<Record<string, Subject>> = {
  promql: fuzzPromql,
  specs: fuzzSpecs,
  "rule-files": fuzzRuleFiles,
  answers: fuzzAnswers,
};

const [name = "", seed = ""] = process.argv.slice(2);
const subject = SUBJECTS[name];
if (subject === undefined) throw new Error(`there is no subject ${name}`);
process.stdout.write(JSON.stringify(await subject(Number(seed))));
