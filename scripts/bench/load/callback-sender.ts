import { connect, type Socket } from 'node:net';
import { Failure } from '../../../shared/failure.ts';
import { HttpAnswerReader } from './http-answer.ts';
import { CALL_AGAIN_MS, type LoadRecord, type Sender } from './load-record.ts';

/** Kept open from the start; the payment core keeps its connections, too. */
const CONNECTIONS = 64;
/** When all are waiting for their answers, more are opened up to this. */
const CONNECTIONS_MAX = 1_000;

interface Connection {
  readonly socket: Socket;
  readonly reader: HttpAnswerReader;
  /** The notice that it waits for. */
  index: number | undefined;
}

/** Posts prepared callbacks over keep-alive connections, one at a time on each, as HTTP/1.1 clients do. */
export class CallbackSender implements Sender {
  readonly #host: string;
  readonly #port: number;
  readonly #requests: readonly Buffer[];
  readonly #record: LoadRecord;
  readonly #idle: Connection[] = [];
  readonly #waiting: number[] = [];
  #open = 0;
  #closing = false;
  /** A connection could not be made: one at a time is tried until one can. */
  #away = false;

  constructor(host: string, port: number, requests: readonly Buffer[], record: LoadRecord) {
    this.#host = host;
    this.#port = port;
    this.#requests = requests;
    this.#record = record;
  }

  async open(): Promise<void> {
    await Promise.all(Array.from({ length: CONNECTIONS }, () => this.#connect()));
  }

  send(index: number): void {
    this.#record.sent(index);
    // The one that has been idle longest: none idles long enough for the server to close it.
    const connection = this.#idle.shift();
    if (connection !== undefined) {
      this.#write(connection, index);
      return;
    }
    this.#waiting.push(index);
    this.#connectMore();
  }

  close(): void {
    this.#closing = true;
    for (const { socket } of this.#idle) socket.destroy();
  }

  #write(connection: Connection, index: number): void {
    connection.index = index;
    connection.socket.write(this.#requests[index] ?? '');
  }

  #connectMore(): void {
    if (this.#closing || this.#away || this.#open >= CONNECTIONS_MAX) return;
    void this.#connect().catch(() => undefined);
  }

  #connect(): Promise<void> {
    this.#open++;
    return new Promise((resolve, reject) => {
      const socket = connect({ host: this.#host, port: this.#port, noDelay: true });
      let isOpen = false;
      const connection: Connection = { socket, reader: new HttpAnswerReader(), index: undefined };
      socket.once('connect', () => {
        isOpen = true;
        this.#away = false;
        this.#free(connection);
        resolve();
      });
      socket.on('data', (chunk) => this.#onData(connection, chunk));
      socket.on('error', (failure) =>
        reject(new Failure('unreachable', failure.message, { cause: failure })),
      );
      socket.once('close', () => this.#onClose(connection, isOpen));
    });
  }

  #onData(connection: Connection, chunk: Buffer): void {
    const answer = connection.reader.read(chunk);
    if (answer === undefined || connection.index === undefined) return;
    const accepted = answer.status === 200 && answer.body === 'success';
    this.#record.answered(connection.index, accepted ? 'success' : 'refused');
    connection.index = undefined;
    this.#free(connection);
  }

  #free(connection: Connection): void {
    if (this.#closing) {
      connection.socket.destroy();
      return;
    }
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(connection);
    else this.#write(connection, next);
  }

  #onClose(connection: Connection, wasOpen: boolean): void {
    this.#open--;
    const place = this.#idle.indexOf(connection);
    if (place >= 0) this.#idle.splice(place, 1);
    if (connection.index !== undefined) this.#record.abandoned(connection.index);
    connection.index = undefined;
    if (this.#closing) return;
    if (!wasOpen && !this.#away) {
      this.#away = true;
      setTimeout(() => {
        this.#away = false;
        if (this.#waiting.length > 0) this.#connectMore();
      }, CALL_AGAIN_MS);
    }
    // A server that answers "Connection: close" must not leave the queue without anybody to serve it.
    if (this.#waiting.length > 0) this.#connectMore();
  }
}
