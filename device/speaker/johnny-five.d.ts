/**
 * What the panel uses of two libraries that come without types. `johnny-five/lib/board.js` rather than
 * `johnny-five`: the whole of it reads forty drivers from the disk, and the panel needs none of them.
 */
declare module 'firmata-io' {
  import type { EventEmitter } from 'node:events';

  export interface FirmataTransport extends EventEmitter {
    write(bytes: Uint8Array, done: () => void): void;
  }

  export class Firmata extends EventEmitter {
    constructor(
      transport: FirmataTransport,
      options: { reportVersionTimeout: number; samplingInterval: number },
    );
    readonly MODES: { readonly INPUT: 0; readonly OUTPUT: 1; readonly ANALOG: 2 };
    readonly RESOLUTION: { readonly ADC: number | null };
    readonly pins: readonly { readonly supportedModes: readonly number[] }[];
    readonly analogPins: readonly number[];
    /** The message that is being received. */
    readonly buffer: readonly number[];
    readonly reportVersionTimeoutId: NodeJS.Timeout;
  }

  const bindTransport: { readonly Firmata: typeof Firmata };
  export default bindTransport;
}

declare module 'johnny-five/lib/board.js' {
  import type { EventEmitter } from 'node:events';
  import type { Firmata } from 'firmata-io';

  export default class Board extends EventEmitter {
    /** Every board ever made in this process. */
    static readonly cache: Board[];
    constructor(options: { io: Firmata; repl: false; debug: false; sigint: false; timeout: number });
    readonly timer: NodeJS.Timeout | null;
    pinMode(pin: number, mode: number): this;
    digitalWrite(pin: number, value: 0 | 1): this;
    digitalRead(pin: number, onLevel: (level: 0 | 1) => void): this;
    analogRead(channel: number, onValue: (value: number) => void): this;
  }
}
