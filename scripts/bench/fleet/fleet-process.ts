import { serveOrders } from '../subprocess.ts';
import { Fleet, type FleetOrders } from './fleet.ts';

const fleet = new Fleet();
serveOrders<FleetOrders>({
  connect: (order) => fleet.connect(order),
  watch: () => fleet.watch(),
  finish: (order) => fleet.finish(order),
});
