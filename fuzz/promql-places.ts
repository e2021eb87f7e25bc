import fc from "fast-check";
import { DURATIONS, NUMBERS, TEXTS, WORDS } from "./promql-tokens.ts";

/** Queries with a gap, which a word, a number, a duration or a text fills. */
interface Places {
  readonly fillings: readonly string[];
  readonly places: readonly string[];
}

const GAP = "§";

const OF_WORDS: Places = {
  fillings: WORDS,
  places: [
    ...`§|§{a="b"}|§ {a="b"}|§{}|§{,}|rate(§[5m])|rate(§ [5m])|sum(§{a="b"})|sum by (a) (§)|§ + x|x+§|x and §`.split(
      "|",
    ),
    ...`x or §{a="b"}|x or §|§ unless x|-§|(§)|§ offset 5m|§ @ 5|x + on(a) §|x + on(a) group_left §`.split("|"),
    ...`x + on(a) group_left() §|max_over_time(§[1h:1m])|x > bool §|{§="b"}|x{a="b",§=~"c"}|x{§}`.split("|"),
    ...`sum by (§) (x)|sum by (a, §) (x)|sum(x) by (§)|sum without (§) (x)|x + on(§) y|x + ignoring(§) y`.split("|"),
    ...`x * on(a) group_left(§) y|{__name__="§"}|{__name__="§",a="b"}|{"§"}|{"§",a="b"}|x{"§"="a"}`.split("|"),
    ...`sum by ("§") (x)|§(x)|§ (x)|§(x[5m])|§(1,x)|§("a",x)|§()|§ by (a) (x)|§(x) by (a)|sum(x) § (a)`.split("|"),
    ...`sum § (a) (x)|x § y|x § bool y|x § on(a) y|x + §(a) y|x + on(a) §(b) y|x offset §|x @ §()|x @ §`.split("|"),
    ...`rate(x[§])|§:x|a:§|x § 5m|§ offset § offset 5m|§ == §|§ * on(§) §|§ # c|sum(§,)|topk(§, x)`.split("|"),
    ...`count_values("§", x)|label_replace(x, "§", "$1", "a", "(.*)")|info(x, {§="a"})|vector(§)|x * §`.split("|"),
  ],
};

const OF_NUMBERS: Places = {
  fillings: NUMBERS,
  places: [
    ..."x + §|x+§|§*x|x > §|x >bool §|vector(§)|x @ §|x @-§|max_over_time(x[§:1m])|max_over_time(x[1h:§])".split("|"),
    ..."rate(x[§])|x offset §|x offset -§|quantile(§, x)|topk(§, x)|bottomk(§, x)|x * (-§)|x + § §|x-§".split("|"),
    ..."x - -§|§-x|x^§|x * (§ == bool §)|clamp(x, §, 5)|histogram_quantile(§, x)|round(x,§)|x{a=§}".split("|"),
    ..."sum by (§) (x)|sum(§)|x[5m] @ §|x offset § + 1|x atan2 §|§ atan2 x|predict_linear(x[5m], §)".split("|"),
    ..."x @ § offset 5m|x offset 5m @ §|x == § or x|x[§:]|max_over_time(x[§:§])|rate(x[§m])|x * § # c".split("|"),
    ..."limitk(§, x)|limit_ratio(§, x)|quantile_over_time(§, x[5m])|double_exponential_smoothing(x[5m], §, 0.5)".split(
      "|",
    ),
  ],
};

const OF_DURATIONS: Places = {
  fillings: DURATIONS,
  places: [
    ..."rate(x[§])|x offset §|x offset -§|x offset-§|x offset - §|x offset +§|max_over_time(x[§:1m])".split("|"),
    ..."max_over_time(x[1h:§])|max_over_time(x[§:])|max_over_time(x[§:§])|rate(x[§] offset §)".split("|"),
    ..."sum(x offset §)|x @ §|x + §|vector(§)|rate(x{a='b'}[§])|rate(x[5m] offset -§)".split("|"),
    ..."max_over_time(x[§:] offset §)|max_over_time((x offset §)[§:])|x offset § @ 5|x @ 5 offset §".split("|"),
  ],
};

const OF_TEXTS: Places = {
  fillings: TEXTS,
  places: [
    ..."x{a=§}|x{a!=§}|x{a=~§}|x{a!~§}|{__name__=§}|{__name__=~§}|{__name__!=§}|{a=§}|{a!=§}|{a=~§}|{a!~§}".split("|"),
    ...`{§}|{§,a="b"}|x{§}|x{§="b"}|{§="b"}|{§=§}|{__name__=§,a="b"}|{__name__=§,__name__="b"}|x{__name__=§}`.split(
      "|",
    ),
    ...`count_values(§, x)|count_values(§, x) by (a)|label_replace(x, §, "$1", "b", "(.*)")|x + §`.split("|"),
    ...`label_replace(x, "a", §, "b", "(.*)")|label_replace(x, "a", "$1", §, "(.*)")|x == §|vector(§)`.split("|"),
    ...`label_replace(x, "a", "$1", "b", §)|label_join(x, §, "-", "b")|label_join(x, "a", §, "b")|(§)`.split("|"),
    ...`label_join(x, "a", "-", §)|label_join(x, "a", "-", "b", §)|sort_by_label(x, §)|info(x, {a=~§})`.split("|"),
    ...`sum by (§) (x)|sum by ('a', §) (x)|x + on(§) y|x * on(a) group_left(§) y|absent(x{a=§})`.split("|"),
    ...`rate(x{a=§}[5m])|x{a=§} offset 5m|x{a = § }|x{a=§,}|x{a=§ # c\n}|x # §`.split("|"),
  ],
};

/** Odd tokens, each in every place where some Prometheus could take it. */
export const placedToken: fc.Arbitrary<string> = fc
  .constantFrom(OF_WORDS, OF_WORDS, OF_NUMBERS, OF_DURATIONS, OF_TEXTS, OF_TEXTS)
  .chain(({ fillings, places }) => fc.tuple(fc.constantFrom(...places), fc.constantFrom(...fillings)))
  .map(([place, filling]) => place.replaceAll(GAP, () => filling));
