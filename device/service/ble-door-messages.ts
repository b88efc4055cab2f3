/** From the runtime to the worker that holds its Bluetooth door. */
export type ToBleDoor =
  | { readonly kind: 'answer'; readonly ticket: number; readonly packet: Uint8Array | undefined }
  /** The device is called so now; undefined: it has no identity. */
  | { readonly kind: 'serial'; readonly serial: string | undefined };

/** … and back. */
export type FromBleDoor =
  | {
      readonly kind: 'ask';
      readonly ticket: number;
      readonly packet: Uint8Array;
      readonly isProven: boolean;
    }
  | {
      readonly kind: 'log';
      readonly level: 'info' | 'warn';
      readonly text: string;
      readonly detail: Readonly<Record<string, string | number>>;
    };

/** What the worker starts with. */
export interface BleDoorData {
  /** For ts-worker.mjs. */
  readonly entry: string;
  /** What goes into the handshake. */
  readonly code: Uint8Array;
  readonly adapter: string | undefined;
  readonly serial: string | undefined;
}
