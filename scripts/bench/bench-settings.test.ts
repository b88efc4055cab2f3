import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readBenchSettings } from './bench-settings.ts';

const choices = {
  scenarios: [
    { name: 'push', title: 'a' },
    { name: 'idle', title: 'b' },
  ],
  peers: ['ours', 'aedes'],
};

function refused(...argv: string[]): string {
  const result = readBenchSettings(argv, choices);
  if (result.run) throw new Error('was not refused');
  assert.is(result.exitCode, 2);
  return result.output;
}

test('without flags everything runs with the figures that are published', () => {
  const result = readBenchSettings([], choices);
  assert.equal(result.run && result.settings, {
    scenarios: ['push', 'idle'],
    peers: ['ours', 'aedes'],
    devices: 2_000,
    ratePerS: 2_000,
    seconds: 20,
    connections: 10_000,
    payments: 50,
    outFolder: './data/bench',
    cpuProfile: false,
  });
});

test('lists keep the order of the bench, whatever the order of the flag', () => {
  const result = readBenchSettings(['--scenario', 'idle,push', '--peers', 'aedes,ours'], choices);
  assert.equal(result.run && [result.settings.scenarios, result.settings.peers], [
    ['push', 'idle'],
    ['ours', 'aedes'],
  ]);
});

test('what is wrong is named with its flag, and ends with 2', () => {
  assert.match(refused('--rate', '0'), /--rate.*'0'.*from 1 to 100000/s);
  assert.match(refused('--peers', 'ours,nats'), /--peers.*nats/s);
  assert.match(refused('--sceanrio', 'push'), /--sceanrio/);
});

test('help lists the scenarios and ends with 0', () => {
  const result = readBenchSettings(['--help'], choices);
  assert.equal(result.run || result.exitCode, 0);
  assert.match(result.run ? '' : result.output, /push +a\n +idle +b/);
});

test.run();
