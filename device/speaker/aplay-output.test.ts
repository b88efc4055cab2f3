import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NOTHING_REPORTED, readPlayerOutput, remedyFor } from './aplay-output.ts';

/** As aplay 1.2.8 writes it, with a plugin that dumps its slave, an underrun, and an error. */
const OUTPUT = [
  "Playing raw data 'stdin' : Signed 16 bit Little Endian, Rate 16000 Hz, Mono\n",
  'Plug PCM: Rate conversion PCM (48000, sformat=S16_LE)\nIts setup is:\n  stream       : PLAYBACK\n',
  '  rate         : 16000\n  exact rate   : 16000 (16000/1)\n  buffer_size  : 960\n  period_size  : 160\n',
  '  period_time  : 10000\nSlave: Hardware PCM card 0\n  rate         : 48000\n  buffer_size  : 2880\n',
  '  period_size  : 480\n\r##                                                +| 03%',
  '\r####                                              +| 07%underrun!!! (at least 12.345 ms long)\n',
  'Status:\n  state       : XRUN\n\r#                                                 +| 00%\n',
  'aplay: pcm_write:2061: write error: No such device\n',
].join('');

test('the outer geometry, the periods taken and the complaint are read', () => {
  const report = readPlayerOutput(NOTHING_REPORTED, OUTPUT);
  assert.equal(report, {
    periodsTaken: 3,
    periodFrames: 160,
    bufferFrames: 960,
    rateHz: 16_000,
    complaint: 'write error: No such device',
    unfinished: '',
  });
});

test('cut at any point, the output means the same', () => {
  const whole = readPlayerOutput(NOTHING_REPORTED, OUTPUT);
  for (let at = 0; at <= OUTPUT.length; at += 1) {
    const first = readPlayerOutput(NOTHING_REPORTED, OUTPUT.slice(0, at));
    assert.equal(readPlayerOutput(first, OUTPUT.slice(at)), whole, `${at}`);
  }
});

test('an endless line is not kept', () => {
  let report = NOTHING_REPORTED;
  for (let i = 0; i < 100; i += 1) report = readPlayerOutput(report, 'x'.repeat(10_000));
  assert.ok(report.unfinished.length <= 500);
  assert.is(readPlayerOutput(report, '\r').periodsTaken, 1);
});

test('each complaint comes with what to do', () => {
  assert.match(remedyFor('audio open error: Permission denied'), /group audio/);
  assert.match(remedyFor('audio open error: Device or resource busy'), /another program/);
  assert.match(remedyFor('audio open error: No such file or directory'), /aplay -l/);
  assert.is(remedyFor('something new'), 'something new');
  assert.match(remedyFor(undefined), /without a word/);
});

test.run();
