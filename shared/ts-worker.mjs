// tsx does not load a .ts worker on Node 20: a worker starts here, and this loads its TypeScript.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData.entry);
