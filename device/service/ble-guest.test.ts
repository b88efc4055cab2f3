import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure, type FailureCode, isFailure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { thisMachine } from '../../shared/machine-port.ts';
import { seededChance } from '../../shared/seeded-chance.ts';
import { readServiceCode } from '../../shared/smp/ble-code.ts';
import { BlePacketAssembler, fragmentForBle } from '../../shared/smp/ble-framing.ts';
import { greet, prove } from '../../shared/smp/ble-handshake.ts';
import { SealedLink } from '../../shared/smp/ble-sealed-link.ts';
import { BoardTalk } from '../../shared/smp/board-talk-link.ts';
import { ReceivedPackets } from '../../shared/smp/received-packets-link.ts';
import { encodeRequest, type SmpRequest } from '../../shared/smp/request.ts';
import { identify, provision } from '../../shared/smp/service.ts';
import type { SmpLink } from '../../shared/smp/smp-link.ts';
import { BleGuest, type GuestHeard } from './ble-guest.ts';
import { BleGuests } from './ble-guests.ts';
import { changedConfig, type DeviceConfig } from './device-config.ts';
import { LogRing } from './log-ring.ts';
import { ServiceDesk } from './service-desk.ts';

const CODE = readServiceCode('7K2M-01QX-ABCD-EFGH');
const OTHER_CODE = readServiceCode('7K2M-01QX-ABCD-EFGJ');
const MTU = 23;
const draw = (count: number): Buffer => thisMachine.drawBytes(count);

class Device {
  config: DeviceConfig = {};
  provisionings = 0;
  readonly desk = new ServiceDesk(
    {
      identity: () => ({ boardId: 'tillbell-device', serial: 'SPK-0001', role: 'speaker', version: '1' }),
      health: () => [],
      slots: () => [],
      say: () => {},
      freeSlot: () => Promise.resolve(),
      config: () => this.config,
      provision: (told) => {
        this.provisionings += 1;
        this.config = changedConfig(this.config, told);
        return true;
      },
    },
    new LogRing(),
  );
}

/** The air between a laptop and a guest's seat, piece by piece; it may end after some. */
class MemoryAir implements SmpLink {
  pieces = 0;
  readonly written: Uint8Array[] = [];
  readonly #guest: BleGuest;
  readonly #device: Device;
  readonly #cutAfter: number;
  readonly #received = new ReceivedPackets();
  readonly #assembler = new BlePacketAssembler();

  constructor(guest: BleGuest, device: Device, cutAfter = Number.POSITIVE_INFINITY) {
    this.#guest = guest;
    this.#device = device;
    this.#cutAfter = cutAfter;
  }

  connect(): Promise<void> {
    return Promise.resolve();
  }

  async send(packet: Uint8Array): Promise<void> {
    for (const piece of fragmentForBle(packet, MTU)) {
      if (this.#isCut()) return;
      this.written.push(piece);
      const heard = this.#guest.hear(piece, 0);
      if (heard.kind === 'say') this.#notify(heard.packet);
      if (heard.kind !== 'ask') continue;
      const answer = await this.#device.desk.answer(heard.packet);
      if (answer !== undefined && heard.isProven) this.#notify(heard.reply(answer));
    }
  }

  receive(waitMs: number): Promise<Uint8Array | undefined> {
    return this.#received.next(waitMs);
  }

  mtu() {
    return { medium: 'ble', attMtuBytes: MTU } as const;
  }

  close(): Promise<void> {
    this.#received.end(new Failure('device_gone', 'closed'));
    return Promise.resolve();
  }

  #notify(packet: Uint8Array): void {
    for (const piece of fragmentForBle(packet, MTU)) {
      if (this.#isCut()) return;
      const whole = this.#assembler.push(piece, 0);
      if (whole !== undefined) this.#received.push(whole);
    }
  }

  #isCut(): boolean {
    this.pieces += 1;
    if (this.pieces > this.#cutAfter) this.#received.end(new Failure('device_gone', 'cut'));
    return this.pieces > this.#cutAfter;
  }
}

const told = {
  deviceId: 'SPK-0001',
  deviceKey: Buffer.alloc(32, 7),
  wifiName: 'shop',
  wifiPassword: 'p'.repeat(63),
};

async function tell(device: Device, code = CODE, cutAfter?: number): Promise<number> {
  const air = new MemoryAir(new BleGuest(CODE, draw), device, cutAfter);
  const link = new SealedLink(air, code, thisMachine);
  try {
    await link.connect();
    await new BoardTalk(link, thisMachine).ask(provision(told));
    const text = Buffer.concat(air.written).toString('latin1');
    assert.not(text.includes(told.wifiPassword) || text.includes(told.deviceKey.toString('latin1')));
    return air.pieces;
  } finally {
    await link.close();
  }
}

async function fails(work: Promise<unknown>, code: FailureCode): Promise<void> {
  const thrown = await work.then(
    () => assert.unreachable(`no ${code}`),
    (reason: unknown) => reason,
  );
  assert.ok(isFailure(thrown, code), String(thrown));
}

test('cut at each piece: the device was told all or nothing, and the same again ends well', async () => {
  const pieces = await tell(new Device());
  assert.ok(pieces > 15, `${pieces} pieces`);
  for (let cutAfter = 0; cutAfter < pieces; cutAfter += 1) {
    const device = new Device();
    await fails(tell(device, CODE, cutAfter), 'device_gone');
    if (device.provisionings === 0) assert.equal(device.config, {});
    else assert.is(device.config.id, 'SPK-0001');
    await tell(device);
    assert.is(device.config.wifiPassword, told.wifiPassword);
  }
});

test('another code opens nothing, on either side', async () => {
  const device = new Device();
  await fails(tell(device, OTHER_CODE), 'forbidden');
  assert.is(device.provisionings, 0);
});

/** All answers of a guest to requests, whole. */
function visitor(guest: BleGuest) {
  return <Reply>(request: SmpRequest<Reply>): GuestHeard => {
    let heard: GuestHeard = { kind: 'wait' };
    for (const piece of fragmentForBle(encodeRequest(request, 1), MTU)) heard = guest.hear(piece, 0);
    return heard;
  };
}

test('what was overheard and is played again opens nothing and repeats nothing', async () => {
  const device = new Device();
  const guest = new BleGuest(CODE, draw);
  const air = new MemoryAir(guest, device);
  const link = new SealedLink(air, CODE, thisMachine);
  await link.connect();
  await new BoardTalk(link, thisMachine).ask(provision(told));
  assert.is(device.provisionings, 1);
  // On the same connection, whole; and at a fresh one.
  for (const listener of [guest, new BleGuest(CODE, draw)])
    for (const piece of air.written) {
      const heard = listener.hear(piece, 0);
      assert.not.equal(heard.kind, 'ask');
    }
  assert.is(device.provisionings, 1);
  // The technician's own session has gone on meanwhile, or ended; it was not taken over.
  assert.is((await new BoardTalk(link, thisMachine).ask(identify())).serial, 'SPK-0001');
  await link.close();
});

test('one try for each greeting, and no answer that codes could be tried against', () => {
  const guest = new BleGuest(CODE, draw);
  const visit = visitor(guest);
  assert.is(visit(prove(Buffer.alloc(32))).kind, 'say');
  const point = Buffer.alloc(32, 9);
  const first = visit(greet(point));
  assert.equal(visit(greet(point)), first, 'a repeat gets the same key');
  const wrong = visit(prove(Buffer.alloc(32)));
  assert.ok(wrong.kind === 'say' && wrong.isWrongCode && wrong.packet.length < 32);
  assert.not.equal(visit(greet(point)), first, 'and a fresh one after a wrong proof');
  assert.not.ok(guest.isProven);
  assert.is(visit(greet(Buffer.alloc(32))).kind, 'say');
});

test('an unsealed question is nobody’s, also on a connection that has shown the code', async () => {
  const guest = new BleGuest(CODE, draw);
  const link = new SealedLink(new MemoryAir(guest, new Device()), CODE, thisMachine);
  await link.connect();
  assert.ok(guest.isProven);
  const heard = visitor(guest)(provision({ store: 'theirs' }));
  assert.ok(heard.kind === 'ask' && !heard.isProven);
  await link.close();
});

test('noise ends nothing', () => {
  const chance = seededChance(3);
  const guest = new BleGuest(CODE, draw);
  for (let round = 0; round < 20_000; round += 1) {
    const piece = Uint8Array.from({ length: chance.integer(0, 20) }, () => chance.integer(0, 255));
    const heard = guest.hear(piece, round * limits.blePieceGapMs * 2);
    if (heard.kind === 'ask') assert.not.ok(heard.isProven);
  }
});

test('seats are few: a stranger loses his before a technician, and is asked to leave in time', async () => {
  const guests = new BleGuests(CODE, draw);
  const [piece = new Uint8Array()] = fragmentForBle(encodeRequest(identify(), 1), MTU);
  const seated = new Proxy(new BleGuest(CODE, draw), {
    get: (_, name) => (name === 'hear' ? (one: Uint8Array) => guests.hear('technician', one, 0) : undefined),
  });
  const link = new SealedLink(new MemoryAir(seated, new Device()), CODE, thisMachine);
  await link.connect();
  for (let stranger = 1; stranger <= 10; stranger += 1) guests.hear(`stranger ${stranger}`, piece, stranger);
  assert.equal(guests.strangers(5), []);
  assert.equal(guests.strangers(limits.bleStrangerMs + 10), ['stranger 8', 'stranger 9', 'stranger 10']);
  assert.is((await new BoardTalk(link, thisMachine).ask(identify())).serial, 'SPK-0001');
  guests.leave('technician');
  assert.is((await new BoardTalk(link, thisMachine).answer(identify(), 20, 1)).kind, 'failed');
  await link.close();
});

test.run();
