import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { expand } from './board-search.ts';
import { attachedPorts, describeDriverless, driverlessUsb } from './usb-serial.ts';

const root = mkdtempSync(join(tmpdir(), 'tillbell-sys-'));
test.after(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${text}\n`);
}
function link(path: string, target: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  mkdirSync(join(root, target), { recursive: true });
  symlinkSync(join(root, target), file);
}

put('proc/sys/kernel/osrelease', '6.1.0');
put(
  'lib/modules/6.1.0/modules.dep',
  'kernel/drivers/usb/serial/ch341.ko.xz: kernel/drivers/usb/serial/usbserial.ko.xz',
);
const usb = 'sys/bus/usb/devices';
for (const [name, vendor, product, title] of [
  ['1-1', '1a86', '7523', 'USB2.0-Serial'],
  ['1-2', '10c4', 'ea60', 'CP2102'],
  ['1-3', '1a86', '7523', 'USB Serial'],
  ['1-4', '0403', '6001', 'FT232R'],
  ['1-5', '046d', 'c31c', 'Keyboard'],
] as const) {
  put(`${usb}/${name}/idVendor`, vendor);
  put(`${usb}/${name}/idProduct`, product);
  put(`${usb}/${name}/product`, title);
  put(`${usb}/${name}:1.0/bInterfaceClass`, 'ff');
}
link(`${usb}/1-3:1.0/driver`, 'sys/bus/usb/drivers/usbfs');
link(`${usb}/1-4:1.0/driver`, 'sys/bus/usb/drivers/ftdi_sio');

test('an adapter without its driver, one taken by a program, and one whose driver the kernel lacks', () => {
  const found = driverlessUsb(root);
  assert.equal(
    found.map(({ name, module }) => [name, module]),
    [
      ['USB2.0-Serial', 'ch341'],
      ['CP2102', 'cp210x'],
      ['USB Serial', 'ch341'],
    ],
  );
  assert.equal(
    found.map((one) => describeDriverless(one).fix),
    [
      'sudo modprobe ch341',
      'sudo apt-get install linux-modules-extra-$(uname -r), then sudo modprobe cp210x',
      'sudo apt-get remove brltty, then plug it in again',
    ],
  );
});

test('serialport: list() throws without udev, so ports are read from /sys; announced ones that are not there are left out', () => {
  link('sys/class/tty/ttyUSB0/device', 'sys/devices/pci/usb1/1-4/1-4:1.0/ttyUSB0');
  put('sys/devices/pci/usb1/1-4/idVendor', '0403');
  put('sys/devices/pci/usb1/1-4/idProduct', '6001');
  put('sys/devices/pci/usb1/1-4/product', 'FT232R');
  put('sys/devices/pci/usb1/1-4/serial', 'A50285BI');
  link('sys/class/tty/ttyS0/device', 'sys/devices/platform/serial8250');
  put('sys/class/tty/ttyS0/type', '0');
  link('sys/class/tty/ttyS1/device', 'sys/devices/pnp0/00:01');
  put('sys/class/tty/ttyS1/type', '4');
  mkdirSync(join(root, 'sys/class/tty/tty0'), { recursive: true });
  assert.equal(attachedPorts(root), [
    { path: '/dev/ttyS1', title: '', usbId: undefined },
    { path: '/dev/ttyUSB0', title: 'FT232R A50285BI', usbId: '0403:6001' },
  ]);
  assert.equal(attachedPorts(join(root, 'nowhere')), []);
});

test('a pattern gives what fits it, and what fits nothing stays as it was', () => {
  assert.equal(expand(join(root, usb, '1-?')).length, 5);
  assert.equal(expand(join(root, usb, '1-[1]*')), []);
  assert.equal(expand('/dev/ttyUSB0'), ['/dev/ttyUSB0']);
  assert.equal(expand('/no/such/folder/*'), ['/no/such/folder/*']);
});

test.run();
