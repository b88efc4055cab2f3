import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A USB device that wants to be a serial port and is none, because no driver of the kernel has taken it. */
export interface DriverlessUsb {
  /** What it calls itself. */
  readonly name: string;
  /** The kernel module that would make it a port. */
  readonly module: string;
  /** A program has taken it away from its driver; on desktops that is brltty (Debian bug 667616). */
  readonly isTakenByProgram: boolean;
  readonly hasModule: boolean;
}

/** By vendor, or vendor and product, as in the drivers' own tables (Linux, drivers/usb/serial). */
const MODULES: Readonly<Record<string, string>> = {
  '1a86:7523': 'ch341',
  '1a86:5523': 'ch341',
  '10c4:ea60': 'cp210x',
  '0403:6001': 'ftdi_sio',
  '0403:6010': 'ftdi_sio',
  '0403:6011': 'ftdi_sio',
  '0403:6014': 'ftdi_sio',
  '0403:6015': 'ftdi_sio',
  '067b:2303': 'pl2303',
};
/** Communications, abstract control model (USB CDC 1.2): what boards with their own USB are. */
const CDC_CLASS = '02';
const ACM_SUBCLASS = '02';

/** @param root of the system; another one in tests */
export function driverlessUsb(root = '/'): DriverlessUsb[] {
  const folder = join(root, 'sys/bus/usb/devices');
  return namesIn(folder).flatMap((name) => {
    const [device, isInterface] = name.split(':');
    if (device === undefined || isInterface === undefined) return [];
    const of = (file: string): string => textOf(join(folder, name, file));
    const ofDevice = (file: string): string => textOf(join(folder, device, file));
    const isAcm = of('bInterfaceClass') === CDC_CLASS && of('bInterfaceSubClass') === ACM_SUBCLASS;
    const module = MODULES[`${ofDevice('idVendor')}:${ofDevice('idProduct')}`] ?? (isAcm ? 'cdc_acm' : '');
    const driver = linkName(join(folder, name, 'driver'));
    if (module === '' || (driver !== undefined && driver !== 'usbfs')) return [];
    const isTakenByProgram = driver === 'usbfs';
    const title = ofDevice('product') || `${ofDevice('idVendor')}:${ofDevice('idProduct')}`;
    return [{ name: title, module, isTakenByProgram, hasModule: hasModule(root, module) }];
  });
}

function hasModule(root: string, module: string): boolean {
  const release = textOf(join(root, 'proc/sys/kernel/osrelease'));
  const folder = join(root, 'lib/modules', release);
  const files = ['modules.dep', 'modules.builtin'].map((file) => textOf(join(folder, file)));
  return files.some((text) => text.replaceAll('-', '_').includes(`/${module}.ko`));
}

/** In words, with what to do. */
export function describeDriverless(usb: DriverlessUsb): { readonly text: string; readonly fix: string } {
  if (usb.isTakenByProgram)
    return {
      text: `${usb.name} is plugged in, but a program has taken it from its driver ${usb.module}`,
      fix: 'sudo apt-get remove brltty, then plug it in again',
    };
  const fix = usb.hasModule
    ? `sudo modprobe ${usb.module}`
    : `sudo apt-get install linux-modules-extra-$(uname -r), then sudo modprobe ${usb.module}`;
  return { text: `${usb.name} is plugged in, but the kernel's driver ${usb.module} is not loaded`, fix };
}

/** A serial port that the kernel knows. */
export interface AttachedPort {
  readonly path: string;
  /** What the adapter or board calls itself, and who has made it. */
  readonly title: string;
  readonly usbId: string | undefined;
}

/** The serial ports of this machine. From /sys, because what asks udev fails where there is none. */
export function attachedPorts(root = '/'): AttachedPort[] {
  const folder = join(root, 'sys/class/tty');
  return namesIn(folder).flatMap((name) => {
    const device = join(folder, name, 'device');
    if (!existsSync(device)) return [];
    // An ordinary PC announces four ports that it does not have.
    if (/^ttyS\d+$/.test(name) && textOf(join(folder, name, 'type')) === '0') return [];
    if (!/^tty(USB|ACM|AMA|S|WCH|XRUSB|O|MFD)\d+$/.test(name)) return [];
    const usb = usbAbove(device);
    return [{ path: join('/dev', name), title: usb?.title ?? '', usbId: usb?.id }];
  });
}

const USB_ABOVE = ['..', '../..', '../../..'];

function usbAbove(device: string): { id: string; title: string } | undefined {
  for (const up of USB_ABOVE) {
    const folder = `${device}/${up}`;
    if (!existsSync(`${folder}/idVendor`)) continue;
    const of = (file: string): string => textOf(`${folder}/${file}`);
    const title = [of('manufacturer'), of('product'), of('serial')].filter((text) => text !== '').join(' ');
    return { id: `${of('idVendor')}:${of('idProduct')}`, title };
  }
  return undefined;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

function linkName(path: string): string | undefined {
  try {
    return basename(readlinkSync(path));
  } catch {
    return undefined;
  }
}
