import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createLog } from '../shared/log.ts';
import { StoreComplaint } from './store-complaint.ts';

test('one line for each occurrence, and a new one after the store took something', () => {
  const problems: unknown[] = [];
  const write = (line: string) => problems.push(JSON.parse(line).problem);
  const complaint = new StoreComplaint(createLog('trial', 'info', { write }));
  complaint.refused(new Error('full'));
  complaint.refused(new Error('full'));
  complaint.refused(new Error('read only'));
  complaint.took();
  complaint.refused(new Error('read only'));
  assert.equal(problems, ['full', 'read only', 'read only']);
});

test.run();
