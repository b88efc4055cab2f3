import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openCoreKeys } from '../firmware-sim/core/key.ts';
import { Shop } from './bench/shop/shop.ts';
import { Workspace } from './bench/workspace.ts';
import { buildHouse, HOUSE_FOLDER, withBuiltNames } from './built-house.ts';

const HEARD_MS = 60_000;

/** In the house, so that what is built finds its packages. */
const parent = join(HOUSE_FOLDER, 'data');
const built = suite<{ folder: string }>('built house');
built.before((context) => {
  mkdirSync(parent, { recursive: true });
  context.folder = mkdtempSync(join(parent, 'built-'));
});
built.after(({ folder }) => rmSync(folder, { recursive: true, force: true }));

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name));

built('names of neighbours end in .js, other words stay', () => {
  const text =
    'import { a } from "./a.ts";\nnew URL("../b/c-store.ts", import.meta.url);\nsay("as in x.ts");\n';
  const other =
    'import { a } from "./a.js";\nnew URL("../b/c-store.js", import.meta.url);\nsay("as in x.ts");\n';
  assert.is(withBuiltNames(text), other);
});

built('what is built is JavaScript alone, and names no file that is not there', ({ folder }) => {
  const first = buildHouse(folder);
  assert.ok(first.files > 300, `${first.files} files`);
  assert.is(first.changed, first.files);
  const files = filesOf(folder);
  assert.is(files.length, first.files);
  assert.equal(
    files.filter((file) => /\.ts$|\.test\.|pretended-/.test(file)),
    [],
  );
  for (const file of files.filter((one) => one.endsWith('.js'))) {
    assert.not.match(readFileSync(file, 'utf8'), /["'`]\.\.?\/[^"'`\n]*\.ts["'`]/, file);
  }
});

built('a second build writes nothing; what differs is made anew, what has no source goes', ({ folder }) => {
  const relay = join(folder, 'relay/main.js');
  const long = new Date(0);
  utimesSync(join(folder, 'device/main.js'), long, long);
  writeFileSync(relay, 'torn');
  writeFileSync(join(folder, 'relay/gone.js'), 'of an older house');
  const { changed, files } = buildHouse(folder);
  assert.is(changed, 2);
  assert.is(filesOf(folder).length, files);
  assert.match(readFileSync(relay, 'utf8'), 'openRelay');
  assert.is(buildHouse(folder).changed, 0);
});

built('a payment rings in a shop of built programs, which know nothing of TypeScript', async () => {
  const workspace = new Workspace(parent);
  const coreKeys = openCoreKeys(workspace.newFolder('core'));
  const shop = await Shop.open(workspace, coreKeys);
  const speaker = shop.powerOn('null');
  await shop.online();
  const payment = await shop.pay();
  const line = await speaker.heard(payment.sn, HEARD_MS);
  assert.equal([line.sns, line.receipt], [[payment.sn], 'announced']);
  await speaker.stop();
  await shop.close();
  workspace.close();
});

built.run();
