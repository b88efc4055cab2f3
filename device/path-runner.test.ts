import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deriveDeviceKeys } from '../shared/device-key.ts';
import { openUp, sealDown } from '../shared/frame.ts';
import { deviceId, logId } from '../shared/ids.ts';
import { createLog } from '../shared/log.ts';
import { unixMs } from '../shared/quantities.ts';
import { type PathEvents, type PathInput, PathRunner } from './path-runner.ts';

const ID = deviceId('SPK-1');
const KEYS = deriveDeviceKeys(Buffer.alloc(32, 1));
const OTHER_KEYS = deriveDeviceKeys(Buffer.alloc(32, 2));
const RECEIVED = { type: 'clock', relayTimeMs: unixMs(5_000), nonce: '00000000000000aa' } as const;
const SYNC = { type: 'sync', logId: logId('00000000000000aa'), ranges: [] } as const;

function trial(refuse?: (input: PathInput) => void) {
  const done: string[] = [];
  const frames: Buffer[] = [];
  const inputs: PathInput[] = [];
  const events: PathEvents[] = [];
  const runner = new PathRunner({
    id: ID,
    keys: KEYS,
    paths: 2,
    log: createLog('trial', 'silent', { write: () => {} }),
    openPath(path, its) {
      events[path] = its;
      return {
        connect: () => done.push(`connect ${path}`),
        disconnect: () => done.push(`disconnect ${path}`),
        send: (frame) => frames.push(frame),
      };
    },
    take(input) {
      refuse?.(input);
      inputs.push(input);
    },
  });
  return { runner, done, frames, inputs, events };
}

test('an action reaches the link of its path, and a path that there is not takes none', () => {
  const { runner, done, frames } = trial();
  const nonce = '00000000000000bb';
  runner.run({ type: 'connect', path: 1, nonce, issuedAtMs: unixMs(1) });
  runner.run({ type: 'disconnect', path: 0 });
  runner.run({ type: 'disconnect', path: 2 });
  runner.run({ type: 'send', path: 0, message: SYNC });
  assert.equal(done, ['connect 1', 'disconnect 0']);
  assert.equal(
    frames.map((frame) => openUp(KEYS, ID, frame)),
    [SYNC],
    'sealed with the key of the device',
  );
  runner.close();
  assert.equal(done.slice(2), ['disconnect 0', 'disconnect 1']);
});

test('what a path tells comes with the number of the path', () => {
  const { inputs, events } = trial();
  events[1]?.onSubscribed();
  events[0]?.onClosed('gone');
  events[1]?.onFrame(sealDown(KEYS, ID, RECEIVED));
  assert.equal(inputs, [
    { type: 'subscribed', path: 1 },
    { type: 'closed', path: 0 },
    { type: 'message', path: 1, message: RECEIVED },
  ]);
});

test('a forged frame and one that is none are refused by their code; nothing of them is taken', () => {
  const { inputs, events } = trial();
  events[0]?.onFrame(sealDown(OTHER_KEYS, ID, RECEIVED));
  events[0]?.onFrame(Buffer.from('nonsense'));
  assert.equal(
    inputs.map(({ type }) => type),
    ['frame_refused', 'frame_refused'],
  );
});

test('a mistake of the program is no fault of the frame', () => {
  const { events } = trial((input) => {
    if (input.type === 'message') throw new RangeError('a mistake');
  });
  assert.throws(() => events[0]?.onFrame(sealDown(KEYS, ID, RECEIVED)), /a mistake/);
});

test.run();
