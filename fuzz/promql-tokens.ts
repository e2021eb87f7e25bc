import { AGGREGATIONS, FUNCTIONS } from "../src/core/promql/functions.ts";

/** Words that mean something to some Prometheus, to JavaScript's objects or to nobody. */
export const WORDS: readonly string[] = [
  ...FUNCTIONS.keys(),
  ...AGGREGATIONS.keys(),
  ...Object.getOwnPropertyNames(Object.prototype),
  ..."x up x_total a:b a: :a : _ __ __name__ le job inf Inf INF nan NaN atan2 ATAN2 bool Bool by BY without".split(" "),
  ..."Without on ON ignoring group_left group_right offset Offset and AND or OR unless start START end End".split(" "),
  ..."step range smoothed anchored fill fill_left fill_right SUM Rate holt_winters x1 e5 d h ms y5 5m 1x".split(" "),
  ..."min_of max_of prototype length name histogram sum_of then x-y a.b é".split(" "),
];

export const NUMBERS: readonly string[] = [
  ..."0 1 1.5 .5 5. 5.e3 5.E-3 .5e1 1e3 1E-3 1e+3 1e 0x1F 0X1f 0XFF 0b11 0o17 0O17 017 08 09 00 1_000".split(" "),
  ..."1__0 _1 1_ 0x_1F 1e1_0 1_0.5 Inf +Inf -Inf inf NaN nan INF +NaN 5m 1h30m 1d 5 1.5h 0m 0s 9e999".split(" "),
  ..."1e308 1e309 1e-400 0x1p3 0x1.8p1 0x 1y 5ms 1i 0xFFFFFFFFFFFFFFFFFF 0x8000000000000000".split(" "),
  ..."0x7fffffffffffffff 99999999999999999999999 1.2.3 .. . 1.m 5.m 5m. 08.5 1e08 infinity -0 +5 - +".split(" "),
  ..."0x1g 5mm 1e3s 0. 9223372036854775807 9223372036854775808 1e18 1e19".split(" "),
];

export const DURATIONS: readonly string[] = [
  ..."5m 1h30m 30m1h 1d 0s 0h5m 1y2w3d 5 5.5m 1ms 5M 5m5m 300y 292y 293y 05m 1_0m -5m 5m30 1h5 +5m 1e3".split(" "),
  ..."0x10 inf (5m) 5m+5m step() 1w1d 1s1ms 1ms1s 5us 0 00m 1.5h 5min 106751d 106752d 9223372036s".split(" "),
  ..."9223372037s 9223372036854ms 9223372036855ms 999999999999999999999y 1d1h1m1s1ms 5.".split(" "),
  " 5m",
  "5m ",
  "5 m",
  "- 5m",
  "1h 30m",
];

export const TEXTS: readonly string[] = [
  ...`"a" 'b' \`c\` "" '' "a.b" "é" "\\n" "\\x41" "\\xff" "\\xc3\\xa9" "\\xc3" "\\303\\251" "\\377" "\\400" "\\8"`.split(
    " ",
  ),
  ...`"\\0" "\\000" "\\x4" "\\u00e9" "\\u12" "\\ud800" "\\ufffd" "\\uffff" "\\U0001F600" "\\U00110000" "\\101"`.split(
    " ",
  ),
  ...`"\\q" "\\'" '\\"' '\\'' "\\"" "\\\\" "a\\\\" "a\\" "a \`a \`\\\` \`\\x\` "#" "[5m]" "{" "}" "$1" "\${1}" "\${x}" "{{x}}"`.split(
    " ",
  ),
  ...`"(.*)" ".*" ".+" "|b" "(" "(?=a)" "[a-" "a|b" "a{1001}" "\\\\d" \`\\d\` \`\\C\` "[\\xff]" "*" "(?i)a" "(?P<n>a)"`.split(
    " ",
  ),
  ...`"1a" "__name__" "dst" "le" "%" "😀" "\\a\\b\\f\\r\\t\\v"`.split(" "),
  '"a b"',
  '"\ufffd"',
  "`\ufffd`",
  '"a\nb"',
  "`a\nb`",
  '"\u0000"',
  '"\u0085\u2028\ufeff"',
  '"\u007f\u001b"',
  '"\r\t"',
];
