import type { Registry } from 'prom-client';
import { type CallbackRouteOptions, callbackRoute } from '../core/callback-server.ts';
import type { Reply } from '../http/reply.ts';
import type { Route } from '../http/routes.ts';
import { type DeviceRoutesOptions, deviceRoutes } from './device-routes.ts';
import { operatorOnly } from './operator-access.ts';
import { type OrderRoutesOptions, orderRoutes } from './order-routes.ts';
import { type RentalRoutesOptions, rentalRoutes } from './rental-routes.ts';
import { type SlotRoutesOptions, slotRoutes } from './slot-routes.ts';

export interface RelayRoutesOptions
  extends Omit<DeviceRoutesOptions, 'store'>,
    Omit<OrderRoutesOptions, 'store'>,
    Omit<RentalRoutesOptions, 'store'>,
    Omit<SlotRoutesOptions, 'store'> {
  readonly store: DeviceRoutesOptions['store'] & OrderRoutesOptions['store'] & RentalRoutesOptions['store'];
  readonly operatorToken: string;
  readonly callbacks: CallbackRouteOptions;
  readonly registry: Pick<Registry, 'metrics' | 'contentType'>;
  readonly health: () => Reply;
}

/** Every call of the relay's HTTP face. All but callbacks, which are signed, and `/healthz` want the operator's token. */
export function relayRoutes(options: RelayRoutesOptions): readonly Route[] {
  const { registry } = options;
  const forOperators: readonly Omit<Route, 'provesCaller'>[] = [
    ...orderRoutes(options),
    ...deviceRoutes(options),
    ...rentalRoutes(options),
    ...slotRoutes(options),
    {
      method: 'GET',
      path: '/metrics',
      bodyBytesMax: 0,
      handle: async () => ({ status: 200, type: registry.contentType, body: await registry.metrics() }),
    },
  ];
  return [
    callbackRoute(options.callbacks),
    { method: 'GET', path: '/healthz', bodyBytesMax: 0, provesCaller: false, handle: options.health },
    ...forOperators.map((route) => operatorOnly(options.operatorToken, route)),
  ];
}
