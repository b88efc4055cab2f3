import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../failure.ts';
import { parseIntelHex } from './intel-hex.ts';

const END = ':00000001FF';
const refused = (code: 'malformed' | 'too_large', text: string): void => {
  assert.throws(
    () => parseIntelHex(text, 256),
    (thrown: unknown) => isFailure(thrown, code),
    text,
  );
};

test('data lands at its address, the rest stays blank', () => {
  const flash = parseIntelHex(`:0300300002337A1E\r\n${END}\r\n`, 64);
  assert.equal([...flash.subarray(0x2f, 0x34)], [0xff, 0x02, 0x33, 0x7a, 0xff]);
});

test('both kinds of extended address move what follows', () => {
  assert.is(parseIntelHex(`:020000020010EC\n:01000500AA50\n${END}`, 512)[0x105], 0xaa);
  assert.is(parseIntelHex(`:020000040001F9\n:01000500AA50\n${END}`, 70_000)[0x10005], 0xaa);
});

test('damaged files are refused', () => {
  refused('malformed', `:0300300002337A1F\n${END}`); // checksum
  refused('malformed', `:0400300002337A1D\n${END}`); // length
  refused('malformed', `:0300300002337\n${END}`); // half a byte
  refused('malformed', `0300300002337A1E\n${END}`); // no colon
  refused('malformed', ':0300300002337A1E'); // cut off
  refused('malformed', `:00000009F7\n${END}`); // unknown type
  refused('malformed', `:0100000210ED\n${END}`); // half an address
  refused('too_large', `:0301FF0002337A4E\n${END}`);
});

test.run();
