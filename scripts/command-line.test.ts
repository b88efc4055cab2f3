import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { integerSetting } from '../shared/settings.ts';
import { readCommandLine, switchOption } from './command-line.ts';

const program = { name: 'torture', summary: 'Kills things', after: 'Example: torture --orders 5\n' };
const table = {
  orders: { placeholder: 'COUNT', help: 'how many', parse: integerSetting(1, 10, 'orders') },
  json: switchOption('as JSON'),
};
const read = (...argv: string[]) => readCommandLine(program, table, argv);

test('values are parsed, and what is not given is not there', () => {
  assert.equal(read('--orders', '5', '--json'), { run: true, values: { orders: 5, json: true } });
  assert.equal(read(), { run: true, values: {} });
});

test('a mistake is named and ends with 2, help ends with 0', () => {
  const wrong = read('--orders', 'many');
  assert.equal(wrong, {
    run: false,
    exitCode: 2,
    output: 'torture: --orders "many": wants a whole number from 1 to 10 orders\n',
  });
  for (const argv of [['--order', '5'], ['--orders'], ['5'], ['--json=yes']]) {
    const refused = read(...argv);
    assert.ok(!refused.run && refused.exitCode === 2 && refused.output !== '', argv.join(' '));
  }
  const help = read('--help');
  assert.ok(!help.run && help.exitCode === 0);
  assert.match(help.run ? '' : help.output, /--orders <COUNT> +how many[\s\S]+Example: torture/);
});

test.run();
