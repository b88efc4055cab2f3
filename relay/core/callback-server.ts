import type { KeyObject } from 'node:crypto';
import { describeThrown, Failure, isFailure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import type { UnixMs } from '../../shared/quantities.ts';
import { type Reply, textReply } from '../http/reply.ts';
import type { FullRequest, Route } from '../http/routes.ts';
import type { AcceptAnswer } from '../store.ts';
import {
  checkCallbackAuthorization,
  readCallbackAuthorization,
  verifyCallback,
} from './callback-signature.ts';
import { parseCallback } from './order-callback.ts';
import type { OrderIntake } from './order-intake.ts';

export interface CallbackRouteOptions {
  readonly coreKey: KeyObject;
  readonly intake: Pick<OrderIntake, 'submit'>;
  now(): UnixMs;
  /** @throws Failure `overloaded` */
  refuseOverload(): void;
  /** Every callback is counted by what became of it: an answer of the store, or a failure's code. */
  count(outcome: string): void;
  /** A callback that was not accepted; a word for the log. */
  refused(code: string, reason: string): void;
}

/** The text that ends the gateway's retries; anything else makes it call again. */
const SUCCESS = textReply(200, 'success');

/**
 * `POST /v1/callbacks/shouqianba`. In this order: room, header, size, signature, and only then the meaning: nothing
 * that a stranger sends is parsed. `success` goes out when the store has said that it is on disk (promise 1).
 */
export function callbackRoute(options: CallbackRouteOptions): Route {
  const refuse = (thrown: unknown): never => {
    const code = isFailure(thrown) ? thrown.code : 'internal';
    options.count(code);
    options.refused(code, describeThrown(thrown));
    throw thrown;
  };
  return {
    method: 'POST',
    path: '/v1/callbacks/shouqianba',
    bodyBytesMax: limits.callbackBodyBytes,
    provesCaller: true,
    admit(head): void {
      try {
        options.refuseOverload();
        checkCallbackAuthorization(head.headers.authorization);
      } catch (thrown) {
        refuse(thrown);
      }
    },
    async handle(request): Promise<Reply> {
      try {
        const answer = await accept(options, request);
        if (answer.answer === 'conflict') throw new Failure('conflict', answer.reason);
        options.count(answer.answer);
        return SUCCESS;
      } catch (thrown) {
        return refuse(thrown);
      }
    },
  };
}

/** @throws Failure as in INTERFACES: `unauthorized`, `malformed`, `too_large`, `overloaded`, `store_unavailable` */
async function accept(options: CallbackRouteOptions, request: FullRequest): Promise<AcceptAnswer> {
  const claimed = readCallbackAuthorization(String(request.headers.authorization));
  if (!verifyCallback(options.coreKey, request.body, claimed.signature)) {
    throw new Failure('unauthorized', 'the signature does not fit the body');
  }
  const callback = parseCallback(request.body, options.now());
  if (callback.terminalSn !== claimed.terminalSn) {
    throw new Failure('unauthorized', 'terminal_sn in the Authorization header and in the body differ');
  }
  return options.intake.submit(callback, request.lastByteAtMs);
}
