/**
 * Makes the JavaScript of relay and device in dist/, as `npm run relay` and `npm run device` run it. What is there
 * already, and is as it should be, stays untouched.
 *
 * Usage: npm run build
 */
import { describeThrown } from '../shared/failure.ts';
import { buildHouse } from './built-house.ts';

try {
  const { files, changed } = buildHouse();
  // Not on stdout: that is the program's own, which may follow.
  if (changed > 0) process.stderr.write(`dist: ${changed} of ${files} files made\n`);
} catch (thrown) {
  process.stderr.write(`tillbell: dist cannot be built: ${describeThrown(thrown)}\n`);
  process.exitCode = 1;
}
