/** The closed set of things that can be wrong with what a user wrote. */
export type DiagnosticCode = string;
