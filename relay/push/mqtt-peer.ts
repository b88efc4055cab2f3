import type { Socket } from 'node:net';
import type { Client } from 'aedes';
import type { ConnectForm, ConnectVerdict } from './admission.ts';
import type { DeviceConnection } from './connection-link.ts';
import type { Traffic } from './traffic.ts';

/** Somebody on the other end of an MQTT connection: a stranger until its CONNECT has been judged. */
export interface Peer {
  readonly socket: Socket;
  readonly traffic: Traffic;
  /** It has said something unusual: the broker reads what it says from there on. */
  client?: Client;
  /** Its client id, from the moment at which it was let in. */
  name?: string;
  connection?: DeviceConnection;
  /** Of its CONNECT, until that is answered. */
  verdict?: ConnectVerdict;
  /** What has come and has not been looked at yet, in its order. */
  unheard: Buffer[];
  keepaliveMs: number;
  heardAtMs: number;
}

export type Admitted = Extract<ConnectVerdict, { verdict: 'admit' }>;

/** What holds for every peer, whoever reads what it says. */
export interface PeerRules {
  /** Judges a CONNECT. @returns false: no device of ours says such a thing */
  takeConnect(peer: Peer, form: ConnectForm): boolean;
  /** Has one wait that has proved to be a device. @returns false: too many wait; it is counted */
  wait(peer: Peer, go: () => void): boolean;
  /** @returns false: the roster has another key for it by now */
  letIn(peer: Peer, name: string, verdict: Admitted): boolean;
  /** @returns the CONNACK's code, or undefined when the answer has been given already */
  answer(peer: Peer, verdict: ConnectVerdict): number | undefined;
  /** Counts a packet; ends the connection when there were too many. */
  allow(peer: Peer): void;
  /** @returns where the packet ends that was taken, or `at`: it is unusual */
  takeDirectly(peer: Peer, chunk: Buffer, at: number): number;
  /** @returns false when the connection has used up what it may get wrong */
  takeFrame(peer: Peer, connection: DeviceConnection, payload: Buffer): boolean;
  refuse(code: string): void;
}
