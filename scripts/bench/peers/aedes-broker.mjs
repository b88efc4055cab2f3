import { createServer } from 'node:net';
import { Aedes } from 'aedes';

/** Stock aedes in a process of its own: no persistence, no authentication, nothing changed. `HOST PORT`, 0: a free one. */
const [host = '127.0.0.1', wantedPort = '0'] = process.argv.slice(2);
const broker = await Aedes.createBroker();
const server = createServer({ noDelay: true }, broker.handle);
server.listen({ port: Number(wantedPort), host, backlog: 4_096 }, () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  process.stdout.write(`${JSON.stringify({ port })}\n`);
});
process.once('SIGTERM', () => process.exit(0));
