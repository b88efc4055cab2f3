import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type BenchSettings, readBenchSettings } from './bench-settings.ts';

const choices = {
  scenarios: [
    { name: 'push', title: 'a' },
    { name: 'kill', title: 'c' },
    { name: 'frozen', title: 'd' },
    { name: 'storm', title: 'e' },
    { name: 'idle', title: 'b' },
  ],
  networks: [
    { name: 'clean', title: 'nothing is lost' },
    { name: 'loss1', title: 'some is lost' },
  ],
  peers: ['ours', 'mosquitto', 'aedes'],
};

function settings(...argv: string[]): BenchSettings {
  const result = readBenchSettings(argv, choices);
  if (!result.run) throw new Error(result.output);
  return result.settings;
}

function refused(...argv: string[]): string {
  const result = readBenchSettings(argv, choices);
  if (result.run) throw new Error('was not refused');
  assert.is(result.exitCode, 2);
  return result.output;
}

test('without flags everything runs, on a network that needs no privileges', () => {
  assert.equal(settings(), {
    scenarios: ['push', 'kill', 'frozen', 'storm', 'idle'],
    networks: ['clean'],
    isTuned: false,
    peers: ['ours', 'mosquitto', 'aedes'],
    paths: undefined,
    devices: undefined,
    ratePerS: undefined,
    seconds: 20,
    connections: 10_000,
    payments: 50,
    outFolder: './data/bench',
    cpuProfile: false,
  });
});

test('--all is one command for every figure: tuned, on every network; what is said beside it holds', () => {
  const all = settings('--all');
  assert.equal(all.scenarios, ['push', 'kill', 'frozen', 'storm']);
  assert.equal([all.networks, all.isTuned, all.seconds], [['clean', 'loss1'], true, 12]);
  const other = settings('--all', '--tuned', 'no', '--seconds', '3');
  assert.equal([other.networks, other.isTuned, other.seconds], [['clean', 'loss1'], false, 3]);
  assert.match(refused('--all', '--network', 'loss1'), /--all.*cannot be used with.*--network/s);
});

test('a network alone means the push on it; scenarios are named besides', () => {
  assert.equal(settings('--network', 'loss1').scenarios, ['push']);
  assert.equal(settings('--network', 'loss1', '--scenario', 'kill').scenarios, ['kill']);
});

test('ours is measured whoever else is', () => {
  assert.equal(settings('--peers', 'aedes').peers, ['ours', 'aedes']);
  assert.equal(settings('--peers', 'ours').peers, ['ours']);
});

test('lists keep the order of the bench, whatever the order of the flag', () => {
  const { scenarios, peers, paths } = settings(
    ...['--scenario', 'idle,push', '--peers', 'aedes,mosquitto', '--paths', '3,1,3'],
  );
  assert.equal(
    [scenarios, peers, paths],
    [
      ['push', 'idle'],
      ['ours', 'mosquitto', 'aedes'],
      [1, 3],
    ],
  );
});

test('what is wrong is named with its flag, and ends with 2', () => {
  assert.match(refused('--rate', '0'), /--rate.*'0'.*from 1 to 100000/s);
  assert.match(refused('--peers', 'ours,nats'), /--peers.*nats/s);
  assert.match(refused('--paths', '1,4'), /--paths/);
  assert.match(refused('--tuned', 'maybe'), /--tuned.*maybe/s);
  assert.match(refused('--sceanrio', 'push'), /--sceanrio/);
});

test('help lists scenarios and networks and ends with 0', () => {
  const result = readBenchSettings(['--help'], choices);
  assert.equal(result.run || result.exitCode, 0);
  assert.match(
    result.run ? '' : result.output,
    /push +a\n +kill +c.*clean +nothing is lost\n +loss1 +some is lost/s,
  );
  assert.match(result.run ? '' : result.output, /--cabinet --help/, 'the other bench is found from here');
});

test.run();
