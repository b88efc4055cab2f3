import type { MqttClient } from 'mqtt';
import { describeThrown } from '../shared/failure.ts';
import type { DeviceId } from '../shared/ids.ts';
import { limits } from '../shared/limits.ts';
import { clientId, downTopic, upTopic } from '../shared/topics.ts';
import type { RelayAddress } from './settings.ts';

export interface RelayLinkOptions {
  readonly device: DeviceId;
  readonly path: number;
  readonly address: RelayAddress;
  /** Certificates (PEM) that may sign the relay's; absent: those that the system trusts. */
  readonly ca: Buffer | undefined;
  onSubscribed(): void;
  onFrame(frame: Buffer): void;
  /** Once for each connect that was not ended by {@link RelayLink.disconnect}. */
  onClosed(reason: string): void;
}

/**
 * One path to the relay: one MQTT connection at a time, or none. It decides nothing: when to connect, what to say and
 * when to give up is the session's business.
 */
export class RelayLink {
  readonly #options: RelayLinkOptions;
  #client: MqttClient | undefined;
  /** Names the latest connect: what an earlier one still reports is of no interest. */
  #generation = 0;

  constructor(options: RelayLinkOptions) {
    this.#options = options;
  }

  /**
   * Begins a new connection, with a client of its own: the library would come back with the old, used up password, and
   * after a fixed second.
   */
  connect(password: string): void {
    this.disconnect();
    this.#generation += 1;
    const generation = this.#generation;
    this.#open(password, generation).catch((thrown: unknown) => {
      this.#closed(generation, describeThrown(thrown));
    });
  }

  async #open(password: string, generation: number): Promise<void> {
    // Loading the library takes longer than the first announcement may wait.
    const { default: mqtt } = await import('mqtt');
    if (generation !== this.#generation) return;
    const { device, path, address, ca } = this.#options;
    const client = mqtt.connect({
      protocol: address.isTls ? 'mqtts' : 'mqtt',
      host: address.host,
      port: address.port,
      clientId: clientId(device, path),
      username: device,
      password,
      protocolVersion: 4,
      clean: true,
      keepalive: limits.mqttKeepaliveS,
      connectTimeout: limits.greetingMs,
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      ...(ca === undefined ? {} : { ca }),
    });
    this.#client = client;
    let reason = 'the relay closed the connection';
    client.on('error', (error) => {
      reason = describeThrown(error) || reason;
      // A refused CONNECT leaves the socket open.
      client.end(true);
    });
    client.on('close', () => this.#closed(generation, reason));
    client.on('connect', () => {
      client.subscribe(downTopic(device), { qos: 0 }, (error, granted) => {
        if (generation !== this.#generation) return;
        if (error === null && granted?.[0]?.qos === 0) this.#options.onSubscribed();
        else client.end(true);
      });
    });
    client.on('message', (_topic, payload) => {
      if (generation === this.#generation) this.#options.onFrame(payload);
    });
    guardStream(client);
  }

  /**
   * Hands a frame to the connection. False: there is none, or the path takes nothing any more; then it is closed, and
   * what was to be said is said again on the next connection.
   */
  send(frame: Buffer): boolean {
    const client = this.#client;
    if (client === undefined || !client.connected) return false;
    if (client.stream.writableLength > limits.linkUnsentBytes) {
      client.stream.destroy();
      return false;
    }
    client.publish(upTopic(this.#options.device), frame, { qos: 0 });
    return true;
  }

  /** Ends the connection without a word to {@link RelayLinkOptions.onClosed}. */
  disconnect(): void {
    this.#generation += 1;
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    // What was written goes out before the end, but nobody waits for a path that takes nothing.
    client.end(false);
    const { stream } = client;
    setTimeout(() => stream.destroy(), limits.linkCloseMs).unref();
  }

  #closed(generation: number, reason: string): void {
    if (generation !== this.#generation) return;
    this.#generation += 1;
    this.#client = undefined;
    this.#options.onClosed(reason);
  }
}

/**
 * The parser would gather a packet of 256 MB; ours are 16 kB at most. And small frames must not wait for the
 * acknowledgement of earlier ones (Nagle).
 */
function guardStream(client: MqttClient): void {
  const { stream } = client;
  setTimeout(() => {
    if ('connecting' in stream && stream.connecting === true) stream.destroy();
  }, limits.linkOpenMs).unref();
  if ('setNoDelay' in stream && typeof stream.setNoDelay === 'function') stream.setNoDelay(true);
  let unparsedBytes = 0;
  stream.on('data', (chunk: Buffer) => {
    unparsedBytes += chunk.length;
    if (unparsedBytes > limits.linkUnparsedBytes) stream.destroy();
  });
  client.on('packetreceive', () => {
    unparsedBytes = 0;
  });
}
