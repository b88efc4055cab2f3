import { createHash, timingSafeEqual } from 'node:crypto';
import { Failure } from '../../shared/failure.ts';
import type { Route } from '../http/routes.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Keeps strangers from a route: it wants `Authorization: Bearer {token}`. Digests are compared, so that neither the
 * time nor the length tells how much of a guess was right.
 */
export function operatorOnly(token: string, route: Omit<Route, 'provesCaller'>): Route {
  const wanted = digest(token);
  return {
    ...route,
    provesCaller: true,
    admit(head): void {
      const given = /^Bearer ([!-~]{1,256})$/i.exec(String(head.headers.authorization ?? ''))?.[1];
      if (given === undefined) {
        throw new Failure('unauthorized', 'wants Authorization: Bearer {token}, as in {data}/operator.token');
      }
      if (!timingSafeEqual(digest(given), wanted)) throw new Failure('unauthorized', 'the token is wrong');
      route.admit?.(head);
    },
  };
}
