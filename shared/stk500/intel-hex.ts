import { Failure } from '../failure.ts';

const DATA = 0x00;
const END_OF_FILE = 0x01;
const EXTENDED_SEGMENT_ADDRESS = 0x02;
const START_SEGMENT_ADDRESS = 0x03;
const EXTENDED_LINEAR_ADDRESS = 0x04;
const START_LINEAR_ADDRESS = 0x05;

/**
 * Puts an Intel HEX file (Intel, "Hexadecimal Object File Format Specification", rev. A) into a flash image
 * of `flashBytes`, blank (0xFF) where the file says nothing.
 *
 * @throws Failure malformed: not HEX, wrong checksum, no end record; too_large: does not fit
 */
export function parseIntelHex(text: string, flashBytes: number): Uint8Array {
  const flash = new Uint8Array(flashBytes).fill(0xff);
  let base = 0;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '') continue;
    const { type, address, data } = parseRecord(line, index + 1);
    switch (type) {
      case DATA:
        if (base + address + data.length > flashBytes) {
          throw new Failure('too_large', `line ${index + 1}: beyond ${flashBytes} bytes of flash`);
        }
        flash.set(data, base + address);
        break;
      case END_OF_FILE:
        return flash;
      case EXTENDED_SEGMENT_ADDRESS:
        base = wordOf(data, index + 1) * 16;
        break;
      case EXTENDED_LINEAR_ADDRESS:
        base = wordOf(data, index + 1) * 65_536;
        break;
      case START_SEGMENT_ADDRESS:
      case START_LINEAR_ADDRESS:
        break; // where a PC would start; an AVR starts at its reset vector
      default:
        throw new Failure('malformed', `line ${index + 1}: unknown record type ${type}`);
    }
  }
  throw new Failure('malformed', 'no end record: the file is cut off');
}

function parseRecord(line: string, lineNumber: number): { type: number; address: number; data: Buffer } {
  if (!/^:(?:[0-9a-f]{2}){5,}$/i.test(line))
    throw new Failure('malformed', `line ${lineNumber}: not a HEX record`);
  const bytes = Buffer.from(line.slice(1), 'hex');
  const data = bytes.subarray(4, -1);
  if (data.length !== bytes.readUInt8(0)) throw new Failure('malformed', `line ${lineNumber}: wrong length`);
  if ((bytes.reduce((sum, byte) => sum + byte, 0) & 0xff) !== 0) {
    throw new Failure('malformed', `line ${lineNumber}: wrong checksum`);
  }
  return { type: bytes.readUInt8(3), address: bytes.readUInt16BE(1), data };
}

function wordOf(data: Buffer, lineNumber: number): number {
  if (data.length !== 2) throw new Failure('malformed', `line ${lineNumber}: an address has two bytes`);
  return data.readUInt16BE(0);
}
