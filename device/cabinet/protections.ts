/** The nine protections of promise 13. */
export const PROTECTION_KINDS = [
  'over_voltage',
  'under_voltage',
  'over_current',
  'short_circuit',
  'over_temperature',
  'under_temperature',
  'reverse_polarity',
  'charge_timeout',
  'sensor_fault',
] as const;
export type ProtectionKind = (typeof PROTECTION_KINDS)[number];
