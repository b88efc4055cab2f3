import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { missingFor } from './capabilities.ts';
import { ownWorldCommand } from './own-world.ts';

const NAME = 'kill -9 of the one who started it leaves no process, no mount and no network of a world behind';

/** Processes of the whole machine with this word in their command. */
const processesWith = (word: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word);
      } catch {
        return false;
      }
    })
    .map(Number);

const missing = await missingFor(['own_world']);
if (missing !== undefined) console.log(`SKIP ${NAME}: ${missing}`);
else {
  test(NAME, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tillbell-world-'));
    const inside = `mount -t tmpfs none ${folder} && ip link add left-behind type veth peer name other
      touch ${folder}/seen && sh -c 'sleep 300; : ${folder}' & echo ready; wait`;
    const [program, ...args] = [...ownWorldCommand(process.getuid?.() === 0), 'sh', '-c', inside];
    const script = `require('child_process').spawn(${JSON.stringify(program)}, ${JSON.stringify(args)}, { stdio: 'inherit' })`;
    const starter = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(starter.stdout, 'data');
    assert.ok(processesWith(folder).length >= 3, 'starter, shell and what the shell has started');
    assert.equal(readdirSync(folder), [], 'nobody outside sees its mounts');
    starter.kill('SIGKILL');
    await once(starter, 'exit');
    for (let look = 0; look < 1_500 && processesWith(folder).length > 0; look++) {
      await new Promise((wake) => setTimeout(wake, 20));
    }
    assert.equal(processesWith(folder), []);
    assert.not.match(readFileSync('/proc/self/mounts', 'utf8'), folder);
    assert.not.match(readFileSync('/proc/net/dev', 'utf8'), 'left-behind');
    rmdirSync(folder);
  });
}

test.run();
