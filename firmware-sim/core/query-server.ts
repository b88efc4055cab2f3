import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { querySignature } from './key.ts';

/** The gateway's path for asking about one order. */
export const QUERY_PATH = '/upay/v2/query';
const BODY_BYTES_MAX = 16_384;

export interface QueryAnswerer {
  readonly terminalKey: string;
  /** The order as it stands now, for its `sn` or `client_sn`; undefined where there is none. */
  find(terminalSn: string, sn: string | undefined, clientSn: string | undefined): QueryFinding | undefined;
}

export interface QueryFinding {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Called when the answer was handed to the network. */
  answered(): void;
}

/**
 * The gateway's query call: `POST /upay/v2/query` with `terminal_sn` and `sn` or `client_sn`, authorised by
 * `{terminal_sn} {MD5(body + terminal_key)}`. As there, a mistake of the caller is answered with HTTP 200 and
 * a `result_code` of `400`.
 *
 * @returns the server, listening on a free port of this machine, and its address
 */
export async function startQueryServer(
  answerer: QueryAnswerer,
  port: number,
): Promise<{ server: Server; url: string }> {
  const server = createServer((incoming, response) => {
    void readBody(incoming).then((body) => {
      if (incoming.method !== 'POST' || incoming.url !== QUERY_PATH || body === undefined) {
        response.writeHead(404).end();
        return;
      }
      const { value, finding } = replyTo(answerer, incoming.headers.authorization ?? '', body);
      response.once('finish', () => finding?.answered());
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify(value));
    });
  });
  server.maxConnections = 64;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > BODY_BYTES_MAX) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}

interface Reply {
  readonly value: unknown;
  readonly finding?: QueryFinding;
}

const refusal = (code: string, message: string): Reply => ({
  value: { result_code: '400', error_code: code, error_message: message },
});

function replyTo(answerer: QueryAnswerer, authorization: string, body: string): Reply {
  const question = parseQuestion(body);
  if (question === undefined) return refusal('INVALID_PARAMS', '参数错误');
  const wanted = querySignature(answerer.terminalKey, question.terminalSn, body);
  if (!sameText(authorization, wanted)) return refusal('ILLEGAL_SIGN', '签名错误');
  const finding = answerer.find(question.terminalSn, question.sn, question.clientSn);
  if (finding !== undefined) {
    return {
      value: { result_code: '200', biz_response: { result_code: 'SUCCESS', data: finding.fields } },
      finding,
    };
  }
  const failure = {
    result_code: 'FAIL',
    error_code: 'UPAY_ORDER_NOT_EXISTS',
    error_message: '不存在的订单号',
  };
  return { value: { result_code: '200', biz_response: failure } };
}

interface Question {
  readonly terminalSn: string;
  readonly sn: string | undefined;
  readonly clientSn: string | undefined;
}

function parseQuestion(body: string): Question | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const text = (name: string): string | undefined => {
    const field: unknown = (value as Record<string, unknown>)[name];
    return typeof field === 'string' && field !== '' ? field : undefined;
  };
  const terminalSn = text('terminal_sn');
  const sn = text('sn');
  const clientSn = text('client_sn');
  if (terminalSn === undefined || (sn === undefined && clientSn === undefined)) return undefined;
  return { terminalSn, sn, clientSn };
}

function sameText(one: string, other: string): boolean {
  const left = Buffer.from(one);
  const right = Buffer.from(other);
  return left.length === right.length && timingSafeEqual(left, right);
}
