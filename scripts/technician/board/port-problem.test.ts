import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../../shared/failure.ts';
import { explainPortFailure, judgePort, portProblemText } from './port-problem.ts';
import type { PortSight } from './port-sight.ts';

const fine: PortSight = {
  path: '/dev/ttyUSB0',
  isThere: true,
  isDevice: true,
  isAllowed: true,
  group: 'dialout',
  isGroupAllowed: true,
  isListedInGroup: false,
  user: 'ann',
  holders: [],
  driverless: [],
};
const told = (change: Partial<PortSight>, refusal?: string): string => {
  const problem = judgePort({ ...fine, ...change }, refusal);
  return problem === undefined ? '' : `${problem.kind}: ${portProblemText(problem)}`;
};

test('nothing stands against a port that is there and allowed', () => {
  assert.is(told({}), '');
});

test('each cause has its own fix', () => {
  const notAllowed = { isAllowed: false };
  const busy = 'Error: Error Resource temporarily unavailable Cannot lock port';
  const cases: [Partial<PortSight>, string | undefined, RegExp][] = [
    [{ isThere: false }, undefined, /^missing: there is no such port; .*cable/],
    [
      notAllowed,
      undefined,
      /^permission: .*group dialout; sudo usermod -aG dialout \$USER, then log out and in/,
    ],
    [{ ...notAllowed, group: 'uucp' }, undefined, /sudo usermod -aG uucp \$USER/],
    [
      { ...notAllowed, isListedInGroup: true },
      undefined,
      /you are in it since your last login: log out and in/,
    ],
    [
      { ...notAllowed, isGroupAllowed: false },
      undefined,
      /sudo chgrp dialout \/dev\/ttyUSB0 && sudo chmod g\+rw/,
    ],
    [{ ...notAllowed, group: 'root' }, undefined, /sudo chgrp dialout/],
    [{ isDevice: false }, undefined, /^no_device: it is no serial port/],
    [
      { holders: [{ pid: 77, command: 'minicom -D /dev/ttyUSB0' }] },
      busy,
      /^busy: process 77 \(minicom -D \/dev\/ttyUSB0\) has it open; end it, e\.g\. kill 77$/,
    ],
    [{}, busy, /another user’s program has it open; sudo fuser -v \/dev\/ttyUSB0/],
    [{}, 'Input/output error', /^unknown: Input\/output error; .*dmesg/],
  ];
  for (const [change, refusal, expected] of cases) assert.match(told(change, refusal), expected);
  const usb = { name: 'USB2.0-Serial', module: 'ch341', isTakenByProgram: false, hasModule: true };
  assert.match(
    told({ isThere: false, driverless: [usb] }),
    /^driver: USB2\.0-Serial is plugged in, but the kernel's driver ch341 is not loaded; sudo modprobe ch341$/,
  );
});

test('a failure is explained by what the system shows, and others stay as they are', () => {
  const unreachable = new Failure('unreachable', '/no/port: whatever the driver says');
  const explained = explainPortFailure('/no/port', unreachable);
  assert.match((explained as Failure).message, /^\/no\/port: there is no such port; /);
  const timedOut = new Failure('timed_out', 'nothing answers');
  assert.is(explainPortFailure('/no/port', timedOut), timedOut);
});

test.run();
