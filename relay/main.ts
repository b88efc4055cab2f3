import { resolve } from 'node:path';
import { runProgram } from '../shared/program-port.ts';
import { openRelay } from './relay-server.ts';
import { RELAY_PROGRAM, refuseIncomplete, relaySettings } from './settings.ts';

runProgram({
  name: 'relay',
  description: RELAY_PROGRAM,
  settings: relaySettings,
  async start(settings, log, onDeath) {
    refuseIncomplete(settings);
    const relay = await openRelay({ settings, log, onDeath });
    const { http, mqtt, operatorTokenPath } = relay;
    return {
      ready: { http, mqtt, data: settings.data, operatorToken: resolve(operatorTokenPath) },
      stop: () => relay.close(),
    };
  },
});
