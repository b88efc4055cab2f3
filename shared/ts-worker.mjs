// Workers start here. Where they are TypeScript this loads its loader, which a worker on Node 20 does not inherit.
import { workerData } from 'node:worker_threads';

if (workerData.entry.endsWith('.ts')) (await import('tsx/esm/api')).register();
await import(workerData.entry);
