/** A certificate with its key, and the authority that signed those of the clients; each in PEM. */
export interface TlsMaterial {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly ca: Buffer;
}

/** Where a server has its certificate from. What it gives was checked: it can be used. */
export interface TlsSource {
  readonly present: TlsMaterial;
  /** Hears of each new one, until the source is closed. */
  onChange(listener: (material: TlsMaterial) => void): void;
}
