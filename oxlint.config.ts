import { defineConfig } from "oxlint";

const untyped = {
  "typescript/no-unsafe-argument": "off",
  "typescript/no-unsafe-assignment": "off",
  "typescript/no-unsafe-call": "off",
  "typescript/no-unsafe-member-access": "off",
  "typescript/no-unsafe-return": "off",
} as const;

export default defineConfig({
  plugins: ["eslint", "typescript", "import", "unicorn", "oxc", "promise"],
  jsPlugins: ["./scripts/lint/plugin.ts"],
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: "error" },
  categories: { correctness: "error", suspicious: "error" },
  ignorePatterns: ["dist", "coverage", "**/*_pb.ts"],
  rules: {
    // The table of rooms: scripts/rooms.ts.
    "headroom/rooms": "error",
    "eslint/eqeqeq": "error",
    "eslint/max-lines": ["error", { max: 260 }],
    "eslint/max-lines-per-function": ["error", { max: 40 }],
    "import/no-cycle": ["error", { ignoreTypes: false }],
    "import/no-default-export": "error",
    "oxc/no-barrel-file": ["error", { threshold: 0 }],
    "typescript/await-thenable": "error",
    "typescript/ban-ts-comment": "error",
    "typescript/consistent-type-imports": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/no-unsafe-argument": "error",
    "typescript/no-unsafe-assignment": "error",
    "typescript/no-unsafe-call": "error",
    "typescript/no-unsafe-member-access": "error",
    "typescript/no-unsafe-return": "error",
    "typescript/only-throw-error": "error",
    "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    "unicorn/filename-case": ["error", { case: "kebabCase" }],

    // A switch over a union has no default and needs no return after it: the compiler proves it complete.
    "typescript/consistent-return": "off",
    // fast-check is imported as `fc` by its own convention.
    "import/no-named-as-default-member": "off",
    // A small function stands best beside its only use.
    "unicorn/consistent-function-scoping": "off",
    // Steps that must follow each other are awaited in a loop.
    "eslint/no-await-in-loop": "off",
  },
  overrides: [
    {
      files: ["src/**"],
      rules: {
        "eslint/no-restricted-properties": [
          "error",
          {
            object: "process",
            property: "exit",
            message: "Only cli/main.ts ends the process: set process.exitCode, or throw.",
          },
        ],
      },
    },
    {
      files: ["src/core/**"],
      rules: {
        // What is told where: scripts/lint/documented.ts.
        "headroom/documented": "error",
        "eslint/no-restricted-properties": [
          "error",
          { object: "Date", property: "now", message: "The core has no clock: take the time as an argument." },
          {
            object: "Math",
            property: "random",
            message: "The core has no chance: take random numbers as an argument.",
          },
        ],
      },
    },
    {
      files: ["src/cli/main.ts"],
      rules: { "eslint/no-restricted-properties": "off" },
    },
    {
      // The factories of branded units: the one place for `as`.
      files: ["src/core/units/**"],
      rules: { "typescript/no-unsafe-type-assertion": "off" },
    },
    {
      // Styles are imported for what they do.
      files: ["src/web/**"],
      rules: { "import/no-unassigned-import": "off" },
    },
    {
      // The service prints its answers by the very types that are told here.
      files: ["src/web/api/**"],
      rules: { "typescript/no-unsafe-type-assertion": "off" },
    },
    {
      files: ["test/**"],
      rules: {
        // A test file tells one thing in many cases, which nobody reads from top to bottom.
        "eslint/max-lines": ["error", { max: 380 }],
        "eslint/max-lines-per-function": "off",
        // Tests read the JSON of other programs; their assertions are the check.
        ...untyped,
        "typescript/no-unsafe-type-assertion": "off",
        "eslint/no-restricted-properties": [
          "error",
          {
            object: "vi",
            property: "mock",
            message: "A mock is a sign that a seam is missing: pass the part as an argument.",
          },
          { object: "vi", property: "useFakeTimers", message: "Clocks are arguments." },
        ],
      },
    },
    {
      // Plain CommonJS for old versions of Node: there are no types to be had.
      files: ["**/*.cjs", "bin/*.js"],
      rules: untyped,
    },
    {
      // Tools ask for a default export in what configures them.
      files: ["*.config.ts", "scripts/lint/plugin.ts"],
      rules: { "import/no-default-export": "off" },
    },
  ],
});
