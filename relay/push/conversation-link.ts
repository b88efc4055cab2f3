import { nonceFrom } from '../../shared/device-key.ts';
import { Failure } from '../../shared/failure.ts';
import { openUp } from '../../shared/frame.ts';
import { type DeviceId, logId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { Log } from '../../shared/log.ts';
import type { Machine } from '../../shared/machine.ts';
import type { UpMessage } from '../../shared/messages.ts';
import { unixMs } from '../../shared/quantities.ts';
import type { CabinetDoor, CabinetMessage } from '../cabinet/cabinets-link.ts';
import { type DeviceReport, heard } from '../device-state.ts';
import {
  createReceipts,
  type ReceiptsEffect,
  type ReceiptsInput,
  step as stepReceipts,
} from '../receipts.ts';
import type { DeviceEntry } from '../store.ts';
import type { DeviceConnection } from './connection-link.ts';
import type { PushLink } from './push-link.ts';
import type { PushObserver } from './push-observer.ts';
import type { ConnectionId } from './push-state.ts';
import { latestSeq } from './pusher.ts';
import {
  createSession,
  type SessionEffect,
  type SessionInput,
  type SessionState,
  step as stepSession,
} from './session.ts';
import type { DeviceStore, StoreCalls } from './store-calls-link.ts';

export interface ConversationOptions {
  readonly store: DeviceStore;
  readonly calls: StoreCalls;
  readonly log: Log;
  readonly observer: PushObserver;
  readonly machine: Machine;
  readonly pushes: PushLink;
  readonly connection: (id: ConnectionId) => DeviceConnection | undefined;
  readonly entry: (device: DeviceId) => DeviceEntry | undefined;
  readonly cabinets?: CabinetDoor;
}

/** What devices say, and what they are answered. */
export class Conversation {
  /** What each device said of itself last. */
  readonly reports = new Map<DeviceId, DeviceReport>();
  readonly #options: ConversationOptions;
  readonly #sessions = new Map<DeviceId, SessionState>();
  readonly #receipts = createReceipts();

  constructor(options: ConversationOptions) {
    this.#options = options;
  }

  /** @throws Failure when the frame is refused: nothing has changed then */
  hear(connection: DeviceConnection, payload: Buffer): void {
    const { device } = connection;
    const { machine } = this.#options;
    const message = openUp(connection.keys, device, payload);
    const now = { wallMs: machine.wallMs(), steadyMs: machine.steadyMs() };
    const said = message.type === 'hello' || message.type === 'heartbeat' ? message : {};
    this.reports.set(device, heard(this.reports.get(device), said, now));
    this.#take(connection, message);
  }

  closed(connection: DeviceConnection): void {
    this.#options.cabinets?.closed(connection);
    this.#stepSession(connection.device, { input: 'closed', connection: connection.id });
  }

  forget(device: DeviceId): void {
    this.#sessions.delete(device);
    this.reports.delete(device);
    this.#options.cabinets?.forget(device);
  }

  #take(connection: DeviceConnection, message: UpMessage): void {
    const { device, id } = connection;
    const { pushes, log } = this.#options;
    switch (message.type) {
      case 'hello':
      case 'heartbeat': {
        const { type: asks, upTo, sumFen, fingerprint, nonce } = message;
        const ours = {
          ...(message.logId === undefined ? {} : { logId: message.logId }),
          ...(message.type === 'heartbeat' ? { spokenUpTo: message.spokenUpTo } : {}),
          ...(fingerprint === undefined ? {} : { fingerprint }),
        };
        this.#stepSession(device, {
          input: 'asked',
          question: { connection: id, asks, ...ours, upTo, sumFen, nonce },
        });
        return;
      }
      case 'sync':
        pushes.take({ input: 'sync', device, logId: message.logId, ranges: message.ranges });
        return;
      case 'stored': {
        const { logId: stored, seqs, heldUs } = message;
        pushes.take({ input: 'stored', device, connection: id, logId: stored, seqs, heldUs });
        return;
      }
      case 'receipts':
        this.#stepReceipts({
          input: 'came',
          device,
          connection: id,
          logId: message.logId,
          receipts: message.receipts,
        });
        return;
      case 'command_result':
        log.info(
          { device, command: message.id, done: message.done, result: message.message },
          'command answered',
        );
        this.#options.cabinets?.commandAnswered(device, message.id, message);
        return;
      case 'rent_stored':
      case 'rent_refused':
      case 'reports':
        this.#hearCabinet(connection, message);
        return;
    }
  }

  #hearCabinet(connection: DeviceConnection, message: CabinetMessage): void {
    if (!this.#isCabinet(connection.device))
      throw new Failure('forbidden', `${connection.device} is no cabinet`);
    this.#options.cabinets?.hear(connection, message);
  }

  #isCabinet(device: DeviceId): boolean {
    return this.#options.entry(device)?.role === 'cabinet';
  }

  #stepSession(device: DeviceId, input: SessionInput): void {
    const before = this.#sessions.get(device) ?? createSession();
    const { state, effects } = stepSession(before, input, this.#options.machine.steadyMs());
    this.#sessions.set(device, state);
    for (const effect of effects) this.#runSession(device, effect);
  }

  #runSession(device: DeviceId, effect: SessionEffect): void {
    const { store, calls, log, observer, machine } = this.#options;
    switch (effect.effect) {
      case 'read_end':
        calls.run(
          'read log end',
          () => store.readLogEnd(device),
          (result) =>
            this.#stepSession(
              device,
              result === undefined ? { input: 'failed' } : { input: 'end_read', end: result.value },
            ),
        );
        return;
      case 'read_sums':
        calls.run(
          'read sums',
          () => store.readSumsUpTo(device, effect.upTo),
          (result) =>
            this.#stepSession(
              device,
              result === undefined ? { input: 'failed' } : { input: 'sums_read', sums: result.value },
            ),
        );
        return;
      case 'rebuild': {
        log.error({ device, reason: effect.reason }, 'a log and its copy disagree: it is begun anew');
        observer.refused('log_rebuilt');
        const newLog = logId(nonceFrom(machine.drawBytes(8)));
        calls.run(
          'rebuild log',
          () => store.rebuildLog(device, newLog, machine.wallMs()),
          (result) =>
            this.#stepSession(
              device,
              result === undefined ? { input: 'failed' } : { input: 'rebuilt', end: result.value },
            ),
        );
        return;
      }
      case 'answer':
        this.#answer(device, effect);
        return;
      case 'close':
        observer.refused(effect.code);
        this.#options.connection(effect.connection)?.close();
        return;
    }
  }

  #answer(device: DeviceId, { question, end, upTo }: Extract<SessionEffect, { effect: 'answer' }>): void {
    const { pushes, machine } = this.#options;
    const connection = this.#options.connection(question.connection);
    if (connection === undefined) return;
    connection.send({
      type: question.asks === 'hello' ? 'welcome' : 'pulse',
      logId: end.logId,
      lastSeq: latestSeq(pushes.state, device, end.logId, end.lastSeq),
      relayTimeMs: machine.wallMs(),
      nonce: question.nonce,
    });
    if (question.asks === 'hello') {
      connection.greeted = true;
      pushes.take({ input: 'greeted', device, connection: connection.id, logId: end.logId, upTo });
      if (this.#isCabinet(device)) this.#options.cabinets?.greeted(connection);
    } else pushes.take({ input: 'reached', device, logId: end.logId, upTo });
    this.#alignLanguage(connection, question.nonce);
  }

  /** The roster decides the language; a device that says another is told, once for each time that it says so. */
  #alignLanguage(connection: DeviceConnection, nonce: string): void {
    const language = this.#options.entry(connection.device)?.language;
    const spoken = this.reports.get(connection.device)?.status?.language;
    if (language === undefined || spoken === undefined || spoken === language) return;
    connection.send({
      type: 'command',
      id: `language-${nonce}`,
      expiresAtMs: unixMs(this.#options.machine.wallMs() + limits.commandExpiryMs),
      action: { do: 'set_language', language },
    });
  }

  #stepReceipts(input: ReceiptsInput): void {
    for (const effect of stepReceipts(this.#receipts, input)) this.#runReceipts(effect);
  }

  #runReceipts(effect: ReceiptsEffect): void {
    const { store, calls, log, observer, machine } = this.#options;
    switch (effect.effect) {
      case 'record': {
        const batch = effect.batch.map(({ deviceId, logId: of, receipt }) => ({
          deviceId,
          logId: of,
          receipt,
        }));
        calls.run(
          'record receipts',
          () => store.recordReceipts(batch, machine.wallMs()),
          (result) => this.#stepReceipts({ input: 'recorded', answers: result?.value }),
        );
        return;
      }
      case 'confirm': {
        const { logId: of, seqs } = effect;
        this.#options.connection(effect.connection)?.send({ type: 'receipt_confirmation', logId: of, seqs });
        return;
      }
      case 'report': {
        const { deviceId: device, logId: of, receipt } = effect.receipt;
        observer.refused(`receipt_${effect.answer}`);
        log.error({ device, logId: of, ...receipt }, `a receipt is ${effect.answer}`);
        return;
      }
      case 'refuse':
        observer.refused(effect.code);
        return;
    }
  }
}
