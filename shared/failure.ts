/**
 * Every way in which Tillbell says no. One class, one closed list of codes: a caller switches on the
 * code, a person reads the message. `fault` tells whose mistake it is, which decides what a door answers.
 */
const FAULT_BY_CODE = {
  malformed: 'peer',
  too_large: 'peer',
  unauthorized: 'peer',
  forbidden: 'peer',
  bad_seal: 'peer',
  unknown_version: 'peer',
  unknown_type: 'peer',
  conflict: 'peer',
  not_found: 'peer',
  expired: 'peer',
  not_a_cabinet: 'peer',
  usage: 'user',
  corrupt_store: 'host',
  foreign_store: 'host',
  store_unavailable: 'host',
  overloaded: 'host',
  timed_out: 'host',
  unreachable: 'host',
  device_gone: 'host',
  stopped: 'host',
} as const;

export type FailureCode = keyof typeof FAULT_BY_CODE;
export type FailureFault = (typeof FAULT_BY_CODE)[FailureCode];

export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  get fault(): FailureFault {
    return FAULT_BY_CODE[this.code];
  }
}

/** Narrows an unknown thrown value to a {@link Failure} (of `code`, when given). */
export function isFailure(thrown: unknown, code?: FailureCode): thrown is Failure {
  return thrown instanceof Failure && (code === undefined || thrown.code === code);
}

/** One line for a person, whatever was thrown. */
export function describeThrown(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
