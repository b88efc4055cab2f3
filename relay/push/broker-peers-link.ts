import type { AuthenticateError, Client } from 'aedes';
import { limits } from '../../shared/limits.ts';
import type { Log } from '../../shared/log.ts';
import { guardParser, RoutelessBroker, takeOverConnect } from './aedes-link.ts';
import type { Peer, PeerRules } from './mqtt-peer.ts';

const refusal = (code: string): Error => new Error(`refused: ${code}`);

/**
 * Those who have said something unusual: a packet in pieces, another protocol version, a topic that is not theirs. Here a
 * whole broker reads them. It costs ten times as much, which is why nobody is brought here before.
 */
export class BrokerPeers {
  // No WeakMap: with ten thousand entries it is what the garbage collector stops for.
  readonly #peers = new Map<Client, Peer>();
  readonly #rules: PeerRules;
  readonly #log: Log;
  #broker: RoutelessBroker | undefined;

  private constructor(rules: PeerRules, log: Log) {
    this.#rules = rules;
    this.#log = log;
  }

  static async open(rules: PeerRules, log: Log): Promise<BrokerPeers> {
    const peers = new BrokerPeers(rules, log);
    peers.#broker = await peers.#openBroker();
    return peers;
  }

  /** From now on the broker reads what it says, beginning with what it has said already. */
  take(peer: Peer, said: Buffer): void {
    const { socket } = peer;
    const client = this.#broker?.handle(socket);
    if (client === undefined) return;
    // It would end the connection at once; ten thousand that go at one moment are ended in turn.
    socket.removeAllListeners('end');
    peer.client = client;
    this.#peers.set(client, peer);
    guardParser(client, {
      packetBytes: limits.mqttPacketBytes,
      onPacket: () => {
        peer.heardAtMs = performance.now();
        this.#rules.allow(peer);
        if (socket.destroyed) client.close();
      },
      onTooLarge: () => {
        this.#rules.refuse('too_large');
        client.close();
      },
      takeDirectly: (chunk, at) => this.#rules.takeDirectly(peer, chunk, at),
    });
    if (peer.name !== undefined) takeOverConnect(client, peer.name);
    socket.unshift(said);
  }

  /** It has gone; called for any peer. */
  leave({ client }: Peer): void {
    if (client !== undefined) this.#peers.delete(client);
  }

  async close(): Promise<void> {
    const broker = this.#broker;
    if (broker !== undefined) await new Promise<void>((resolve) => broker.close(resolve));
  }

  async #openBroker(): Promise<RoutelessBroker> {
    const broker = await RoutelessBroker.open({
      connectTimeout: limits.mqttConnectMs,
      drainTimeout: limits.deviceDrainMs,
      queueLimit: limits.mqttPacketsBeforeConnack,
      maxTopicLevels: 8,
      preConnect: (client, packet, done) => {
        const peer = this.#peers.get(client);
        const { clientId, protocolVersion, clean = false, will, keepalive: keepaliveS = 0 } = packet;
        const [username, password] = [packet.username ?? '', packet.password?.toString() ?? ''];
        const form = { clientId, username, password, clean, hasWill: will !== undefined, keepaliveS };
        if (peer === undefined || !this.#rules.takeConnect(peer, form)) {
          done(refusal('CONNECT'), false);
          return;
        }
        const { verdict } = peer;
        // Only who has proved to be a device waits for a turn: strangers, however many, take none.
        if (verdict?.verdict !== 'admit') {
          done(null, true);
          return;
        }
        const go = (): void => {
          if (protocolVersion === 4 && this.#rules.letIn(peer, clientId, verdict))
            takeOverConnect(client, clientId);
          else done(null, true);
        };
        if (!this.#rules.wait(peer, go)) done(refusal('CONNECT'), false);
      },
      authenticate: (client, _username, _password, done) => {
        const peer = this.#peers.get(client);
        if (peer?.verdict === undefined) return;
        const returnCode = this.#rules.answer(peer, peer.verdict);
        if (returnCode === 0) done(null, true);
        else if (returnCode !== undefined)
          done(Object.assign(refusal('credentials'), { returnCode }) as AuthenticateError, false);
      },
      authorizePublish: (client, packet, done) => {
        const peer = client === null ? undefined : this.#peers.get(client);
        const isOwn = packet.topic === peer?.connection?.upTopic && packet.qos === 0 && !packet.retain;
        if (peer?.connection === undefined || !isOwn) {
          this.#rules.refuse('forbidden');
          done(refusal('topic'));
        } else {
          const isTaken = this.#rules.takeFrame(peer, peer.connection, packet.payload as Buffer);
          done(isTaken ? null : refusal('frames'));
        }
      },
      authorizeSubscribe: (client, subscription, done) => {
        const connection = this.#peers.get(client)?.connection;
        if (subscription.topic === connection?.downTopic && subscription.qos === 0) {
          done(null, subscription);
          return;
        }
        this.#rules.refuse('forbidden');
        done(refusal('subscription'));
      },
    });
    broker.on('clientError', (client, error) =>
      this.#log.debug({ client: client.id, reason: error.message }, 'connection ended'),
    );
    (broker as NodeJS.EventEmitter).on('error', (error: Error) =>
      this.#log.error({ reason: error.message }, 'the broker failed'),
    );
    return broker;
  }
}
