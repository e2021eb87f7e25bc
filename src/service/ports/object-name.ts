/** An object of the cluster. */
export interface ObjectName {
  readonly namespace: string;
  readonly name: string;
}
