import { Failure } from '../failure.ts';

/** A version as the 8 bytes of an MCUboot header hold it. */
export interface ImageVersion {
  /** 0 to 255 */
  readonly major: number;
  /** 0 to 255 */
  readonly minor: number;
  /** 0 to 65535 */
  readonly revision: number;
  /** 0 to 4294967295 */
  readonly build: number;
}

/** imgtool writes `1.2.3+4`, Zephyr's image state `1.2.3.4`; both leave out what is zero at the end. */
const VERSION = /^(0|[1-9]\d*)(?:\.(0|[1-9]\d*)(?:\.(0|[1-9]\d*)(?:[+.](0|[1-9]\d*))?)?)?$/;

/** @throws Failure `malformed` */
export function parseImageVersion(text: string): ImageVersion {
  const match = VERSION.exec(text);
  const [major = 0, minor = 0, revision = 0, build = 0] = (match ?? [])
    .slice(1)
    .map((part) => Number(part ?? 0));
  if (match === null)
    throw new Failure('malformed', `${text} is no version; one looks like 1.2.3 or 1.2.3+4`);
  if (major > 0xff || minor > 0xff || revision > 0xffff || build > 0xffff_ffff)
    throw new Failure('malformed', `${text} does not fit a header: at most 255.255.65535+4294967295`);
  return { major, minor, revision, build };
}

/** As imgtool reads it: `1.2.3`, or `1.2.3+4` with a build number. */
export function formatImageVersion(version: ImageVersion): string {
  const { major, minor, revision, build } = version;
  return `${major}.${minor}.${revision}${build === 0 ? '' : `+${build}`}`;
}

/** Negative when `left` is older, 0 when they are the same; the build number counts last. */
export function compareImageVersions(left: ImageVersion, right: ImageVersion): number {
  return (
    left.major - right.major ||
    left.minor - right.minor ||
    left.revision - right.revision ||
    left.build - right.build
  );
}

/** imgtool's `--security-counter auto`. */
export function securityCounterOf(version: ImageVersion): number {
  return version.major * 0x100_0000 + version.minor * 0x1_0000 + version.revision;
}
