/** How the API server answered. A refused or failed question is an answer; only a fault of our own is thrown. */
export type ClusterAnswer<Value> =
  | { readonly kind: "answered"; readonly value: Value }
  | {
      readonly kind: "failed";
      /** The HTTP status; undefined when there was no answer. */
      readonly status: number | undefined;
      readonly message: string;
    };
