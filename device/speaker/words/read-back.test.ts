/**
 * Malay and English number words come from a library, so they are checked the other way round: a listener's
 * rules, written here apart from it, must find the amount again in what was said.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { amountInWords } from '../phrase.ts';
import type { Language } from '../voice.ts';

const ENGLISH =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const ENGLISH_TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const MALAY = 'sifar satu dua tiga empat lima enam tujuh lapan sembilan'.split(' ');
const SCALES: Readonly<Record<string, number>> = {
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
  ribu: 1e3,
  juta: 1e6,
  bilion: 1e9,
  trilion: 1e12,
};

/** A listener keeps the whole so far, and the group below the next scale word. */
function heard(words: readonly string[]): number {
  let total = 0;
  let group = 0;
  for (const spokenWord of words) {
    // "seratus" is "se" + "ratus": one of it.
    const one = /^se(puluh|belas|ratus|ribu|juta|bilion|trilion)$/.exec(spokenWord)?.[1];
    const word = one ?? spokenWord;
    if (one !== undefined) group += 1;
    const scale = SCALES[word];
    const last = group % 10;
    if (scale !== undefined) {
      total += group * scale;
      group = 0;
    } else if (word === 'hundred' || word === 'ratus') group = group * 100;
    else if (word === 'puluh') group += last * 9;
    else if (word === 'belas') group += 10;
    else if (ENGLISH_TENS.includes(word)) group += (ENGLISH_TENS.indexOf(word) + 2) * 10;
    else if (ENGLISH.includes(word)) group += ENGLISH.indexOf(word);
    else if (MALAY.includes(word)) group += MALAY.indexOf(word);
    else if (word !== 'and') throw new Error(`unheard-of word ${word}`);
  }
  return total + group;
}

function fenHeard(text: string, unit: string, hundredth: string): number {
  const words = text.split(/[ -]/);
  const at = words.indexOf(unit);
  const whole = at < 0 ? 0 : heard(words.slice(0, at));
  const rest = words.slice(at + 1);
  assert.ok(rest.length === 0 || rest.at(-1) === hundredth, text);
  return whole * 100 + heard(rest.slice(0, -1));
}

for (const language of ['ms', 'en'] satisfies Language[]) {
  test(`${language}: every amount to 20,000 fen and 5,000 random ones are found again by a listener`, () => {
    const amounts = Array.from({ length: 20_001 }, (_, amountFen) => amountFen);
    for (let seed = 1; seed <= 5_000; seed += 1) {
      amounts.push(Math.floor(((seed * 0.6180339887) % 1) * 10 ** (3 + (seed % 12))));
    }
    for (const amountFen of amounts) {
      const spoken = { language, amountStyle: 'point', utcOffsetMinutes: 480, currency: 'MYR' } as const;
      const { text } = amountInWords(amountFen, spoken);
      assert.is(fenHeard(text, 'ringgit', 'sen'), amountFen, text);
    }
  });
}

test.run();
