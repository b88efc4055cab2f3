import { serveOrders } from '../subprocess.ts';
import { Fleet, type FleetOrders } from './fleet.ts';

const fleet = new Fleet();
serveOrders<FleetOrders>({
  connect: (order) => fleet.connect(order),
  watch: () => fleet.watch(),
  freeze: (order) => fleet.freeze(order),
  thaw: () => fleet.thaw(),
  storm: (order) => fleet.storm(order),
  comeBack: (order) => fleet.comeBack(order),
  finish: (order) => fleet.finish(order),
});
