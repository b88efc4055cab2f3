/**
 * Whole numbers in Chinese characters, as names of clips. Mandarin and Cantonese read a number alike and
 * pronounce it apart, so the rules stand here once and each language brings its own characters and sounds.
 *
 * A digit and its unit are one clip (`二百`, `三千`, `两万`): joined from two they sound cut, and the
 * third-tone change of 五百 or 九点 and the tone change of 一 cannot be made by joining.
 */

/** The characters of one script. */
export interface HanNumerals {
  /** 零 … 九, ten characters. */
  readonly digits: string;
  readonly ten: string;
  readonly hundred: string;
  readonly thousand: string;
  /** 10⁴ and 10⁸. */
  readonly wan: string;
  readonly yi: string;
  /** 两: a bare 2 before 千, 万, 亿 and before a counted thing. */
  readonly pair: string;
}

const ONE_TO_NINE = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

/** Every clip that {@link hanNumber} can name, with its written form; and `pair` for counted things. */
export function hanNumberLexicon(numerals: HanNumerals): Record<string, string> {
  const digit = (value: number): string => numerals.digits.charAt(value);
  const digitOrPair = (value: number): string => (value === 2 ? numerals.pair : digit(value));
  const lexicon: Record<string, string> = {
    '0': digit(0),
    '10': numerals.ten,
    '10_inside': digit(1) + numerals.ten,
    pair: numerals.pair,
    wan: numerals.wan,
    yi: numerals.yi,
  };
  for (const value of ONE_TO_NINE) {
    lexicon[`${value}`] = digit(value);
    if (value > 1) lexicon[`${value}0`] = digit(value) + numerals.ten;
    lexicon[`${value}00`] = digit(value) + numerals.hundred;
    lexicon[`${value}000`] = digitOrPair(value) + numerals.thousand;
    lexicon[`${value}_wan`] = digitOrPair(value) + numerals.wan;
    lexicon[`${value}_yi`] = digitOrPair(value) + numerals.yi;
  }
  return lexicon;
}

/** 1 … 9999. `front` tells that nothing is said before it: 10 is then 十, elsewhere 一十. */
function belowTenThousand(value: number, front: boolean): string[] {
  const clips: string[] = [];
  let rest = value;
  let gap = false;
  for (const unit of [1000, 100, 10, 1]) {
    const digit = Math.floor(rest / unit);
    rest %= unit;
    if (digit === 0) {
      gap = clips.length > 0;
      continue;
    }
    if (gap) clips.push('0');
    gap = false;
    const name = `${digit * unit}`;
    clips.push(name === '10' && !(front && clips.length === 0) ? '10_inside' : name);
  }
  return clips;
}

/**
 * A whole number ≥ 0, up to the largest safe integer, as clips.
 * One 零 is said where the part below 万 or 亿 does not fill its places, and after a 万 whose own number
 * ends in a zero: 一万零一十, 十万零三千. (The rule of the written amount on a cheque, so an amount heard
 * and an amount written down always agree.)
 */
export function hanNumber(value: number): string[] {
  return value === 0 ? ['0'] : positive(value, true);
}

function positive(value: number, front: boolean): string[] {
  if (value < 10_000) return belowTenThousand(value, front);
  const [unit, size] = value < 100_000_000 ? (['wan', 10_000] as const) : (['yi', 100_000_000] as const);
  const above = Math.floor(value / size);
  const below = value % size;
  const clips = above < 10 ? [`${above}_${unit}`] : [...positive(above, front), unit];
  if (below === 0) return clips;
  if (below < size / 10 || (unit === 'wan' && above % 10 === 0)) clips.push('0');
  return [...clips, ...positive(below, false)];
}

/** How many of something: as {@link hanNumber}, but a bare two is 两 (`两笔`, `两点`, `两蚊`). */
export function hanCount(value: number): string[] {
  return value === 2 ? ['pair'] : hanNumber(value);
}
