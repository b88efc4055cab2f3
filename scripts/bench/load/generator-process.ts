import { serveOrders } from '../subprocess.ts';
import { Generator, type GeneratorOrders } from './generator.ts';

const generator = new Generator();
serveOrders<GeneratorOrders>({
  open: (order) => generator.open(order),
  run: (order) => generator.run(order),
  stop: () => generator.stop(),
});
