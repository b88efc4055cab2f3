import { generateKeyPairSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isFailure } from '../failure.ts';
import { limits } from '../limits.ts';
import { seededChance } from '../seeded-chance.ts';
import { agree, exchangePair } from './ble-handshake.ts';
import { PacketOpener, PacketSealer } from './ble-seal.ts';
import { PACKET_HEADER_BYTES } from './packet.ts';

const code = Buffer.from('7K2M01QXABCDEFGH');
const own = exchangePair(Buffer.alloc(32, 1));
const other = exchangePair(Buffer.alloc(32, 2));
const [client, device] = [own.publicBytes, other.publicBytes];

test('both sides come to the same secrets, and each of them is another', () => {
  const mine = agree({ own, client, device, code });
  assert.equal(agree({ own: other, client, device, code }), mine);
  const all = Object.values(mine).map((part) => Buffer.from(part).toString('hex'));
  assert.is(new Set(all).size, 4);
  for (const changed of [
    { own, client, device, code: Buffer.from('7K2M01QXABCDEFGJ') },
    { own, client, device: exchangePair(Buffer.alloc(32, 3)).publicBytes, code },
  ])
    assert.not.equal(agree(changed).clientProof, mine.clientProof);
});

test('a pair made of 32 bytes is the pair that OpenSSL makes', () => {
  const fromNode = generateKeyPairSync('x25519');
  const der = fromNode.privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  const expected = fromNode.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  assert.equal(Buffer.from(exchangePair(der).publicBytes), expected);
});

test('a key of small order is refused', () => {
  for (const bad of [Buffer.alloc(32), Buffer.from([1, ...Buffer.alloc(31)]), Buffer.alloc(31)]) {
    try {
      agree({ own, client, device: bad, code });
      assert.unreachable();
    } catch (thrown) {
      assert.ok(isFailure(thrown, 'malformed'));
    }
  }
});

const { toDevice, toClient } = agree({ own, client, device, code });
const inside = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at % 251);

test('what was sealed is opened once, in order, on the other side only', () => {
  const sealer = new PacketSealer(toDevice, 'write');
  const opener = new PacketOpener(toDevice, 'write');
  const packets = [1, 20, limits.servicePacketBytes].map((length) => sealer.seal(inside(length)));
  for (const packet of packets)
    assert.ok(packet.length <= limits.servicePacketBytes + limits.serviceSealBytes);
  const [first, second, third] = packets;
  if (first === undefined || second === undefined || third === undefined)
    throw new Error('three were sealed');
  assert.equal(opener.open(first), inside(1));
  assert.is(opener.open(first), undefined, 'twice');
  assert.equal(opener.open(third), inside(limits.servicePacketBytes), 'one was lost in between');
  assert.is(opener.open(second), undefined, 'late');
  assert.is(
    new PacketOpener(toClient, 'write').open(first),
    undefined,
    'with the key of the other direction',
  );
  assert.is(new PacketOpener(toDevice, 'write_reply').open(first), undefined, 'thrown back as an answer');
});

test('each changed, missing or added byte makes it nothing, and what comes after is still read', () => {
  const sealer = new PacketSealer(toDevice, 'write');
  const opener = new PacketOpener(toDevice, 'write');
  const packet = sealer.seal(inside(40));
  const chance = seededChance(5);
  for (const at of packet.keys()) {
    const bad = Uint8Array.from(packet);
    bad[at] = (bad[at] ?? 0) ^ (1 << chance.integer(0, 7));
    const opened = new PacketOpener(toDevice, 'write').open(bad);
    // The header outside says nothing: what is inside came from our other side, or not.
    if (opened !== undefined) assert.ok(at < PACKET_HEADER_BYTES && Buffer.compare(opened, inside(40)) === 0);
    if (at >= PACKET_HEADER_BYTES) assert.is(opener.open(bad), undefined, `byte ${at}`);
  }
  for (let length = 0; length < packet.length; length += 1)
    assert.is(opener.open(packet.subarray(0, length)), undefined);
  assert.equal(opener.open(packet), inside(40));
});

test.run();
