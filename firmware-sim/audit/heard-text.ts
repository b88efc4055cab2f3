/**
 * Listens to zh-CN: from the text of an utterance back to what a shopkeeper understands. Written apart from
 * the product's own words, so that a mistake there is heard here. What could be misunderstood (`一百一`, which
 * people hear as 110) is not understood at all.
 */
export type HeardMeaning =
  | {
      readonly says: 'money';
      readonly kind: 'payment' | 'refund' | 'cancel';
      /** Empty for a plain 收款, 退款 or 撤单. */
      readonly wallet: string;
      readonly amountFen: number;
      readonly repeat: boolean;
      /** Minutes since midnight on the shop's clock, where the sentence says when it was. */
      readonly paidAtMinute?: number;
    }
  | {
      readonly says: 'summary';
      /** Payments and refunds together. */
      readonly count: number;
      readonly sumFen: number;
      readonly refundCount: number;
      readonly refundSumFen: number;
      readonly repeat: boolean;
    };

const KINDS = { 到账: 'payment', 收款: 'payment', 退款: 'refund', 撤单: 'cancel' } as const;

/** @returns undefined when the text is no sentence about money, or not a clear one */
export function understand(text: string): HeardMeaning | undefined {
  const clauses = text.split('，');
  const repeat = clauses[0] === '重播';
  if (repeat) clauses.shift();
  const summary = understandSummary(clauses, repeat);
  if (summary !== undefined) return summary;
  let paidAtMinute: number | undefined;
  if (clauses[0] === '补报') {
    paidAtMinute = readTime(clauses[1] ?? '');
    if (paidAtMinute === undefined) return undefined;
    clauses.splice(0, 2);
  }
  const [what, money, ...rest] = clauses;
  const match = /^(.*)(到账|收款|退款|撤单)$/.exec(what ?? '');
  const amountFen = readMoney(money ?? '');
  if (match === null || amountFen === undefined || rest.length > 0) return undefined;
  return {
    says: 'money',
    kind: KINDS[match[2] as keyof typeof KINDS],
    wallet: match[1] ?? '',
    amountFen,
    repeat,
    ...(paidAtMinute === undefined ? {} : { paidAtMinute }),
  };
}

function understandSummary(clauses: readonly string[], repeat: boolean): HeardMeaning | undefined {
  const [first = '', total = '', refunds, refundTotal, ...rest] = clauses;
  const count = readCount(first, '离线期间收到');
  const sumFen = total.startsWith('共') ? readMoney(total.slice(1)) : undefined;
  if (count === undefined || sumFen === undefined || rest.length > 0) return undefined;
  if (refunds === undefined) {
    return { says: 'summary', count, sumFen, refundCount: 0, refundSumFen: 0, repeat };
  }
  const refundCount = readCount(refunds, '其中退款');
  const refundSumFen = refundTotal?.startsWith('共') === true ? readMoney(refundTotal.slice(1)) : undefined;
  if (refundCount === undefined || refundSumFen === undefined) return undefined;
  return { says: 'summary', count, sumFen, refundCount, refundSumFen, repeat };
}

function readCount(clause: string, before: string): number | undefined {
  if (!clause.startsWith(before) || !clause.endsWith('笔')) return undefined;
  return readNumber(clause.slice(before.length, -1));
}

/** `十点四十二分`, `两点零五分`, `十四点整`. */
function readTime(text: string): number | undefined {
  const match = /^([^点]+)点(?:整|零?([^零分][^分]*)分)$/.exec(text);
  const hour = readNumber(match?.[1] ?? '');
  const minute = match?.[2] === undefined ? 0 : readNumber(match[2]);
  if (match === null || hour === undefined || minute === undefined || hour > 23 || minute > 59) {
    return undefined;
  }
  return hour * 60 + minute;
}

const DIGITS = '零一二三四五六七八九';

/** `一百二十三点四五元` and `一百二十三元四角五分` → 12345. */
export function readMoney(text: string): number | undefined {
  const point = /^([^点元]+)点([零一二三四五六七八九]{1,2})元$/.exec(text);
  if (point?.[1] !== undefined && point[2] !== undefined) {
    const yuan = readNumber(point[1]);
    const hundredths =
      DIGITS.indexOf(point[2].charAt(0)) * 10 + Math.max(0, DIGITS.indexOf(point[2].charAt(1) || '零'));
    return yuan === undefined ? undefined : yuan * 100 + hundredths;
  }
  const jiao = /^(?:([^元角分]+)元)?(?:([一二三四五六七八九])角)?(?:零?([一二三四五六七八九])分)?$/.exec(
    text,
  );
  if (jiao === null || text === '') return undefined;
  const yuan = jiao[1] === undefined ? 0 : readNumber(jiao[1]);
  const tenths = Math.max(0, DIGITS.indexOf(jiao[2] ?? '零'));
  return yuan === undefined
    ? undefined
    : yuan * 100 + tenths * 10 + Math.max(0, DIGITS.indexOf(jiao[3] ?? '零'));
}

/** Reads a whole number up to 9999亿. */
export function readNumber(text: string): number | undefined {
  if (text === '零') return 0;
  const parts = /^(?:([^亿]+)亿)?(?:([^万亿]+)万)?([^万亿]*)$/.exec(text);
  if (parts === null || text === '') return undefined;
  let value = 0;
  let above = 0;
  for (const part of [parts[1], parts[2], parts[3]]) {
    const section: number | undefined =
      part === undefined || part === '' ? 0 : readSection(part, value > 0 ? above : undefined);
    if (section === undefined) return undefined;
    above = section;
    value = value * 10_000 + section;
  }
  return value;
}

const POWERS = ['', '十', '百', '千'];

/**
 * One to four digits with their units. A rank that is left out wants a 零, or the listener guesses.
 *
 * @param above the four digits before these, where there are any
 */
function readSection(text: string, above: number | undefined): number | undefined {
  let value = 0;
  let rank = above === undefined ? undefined : above === 0 ? 5 : 4;
  // 二十万零五千 and 二十万五千 are both said.
  if (above !== undefined && above > 0 && above % 10 === 0 && /^零.千/.test(text)) rank = 5;
  let rest = text;
  while (rest !== '') {
    const match = /^(零?)([一二两三四五六七八九]?)([十百千]?)/.exec(rest);
    const [whole = '', zero = '', digit = '', unit = ''] = match ?? [];
    if (digit === '' && !(unit === '十' && rank === undefined && zero === '')) return undefined;
    const power = POWERS.indexOf(unit);
    if (rank !== undefined && (power >= rank || power < rank - 1 !== (zero === '零'))) return undefined;
    if (rank === undefined && zero === '零') return undefined;
    // 两 only before 千 (and 万, 亿, 笔, 点, where it stands alone): 两十 and 两百 could be misheard.
    if (digit === '两' && unit !== '千' && text !== '两') return undefined;
    value += (digit === '' ? 1 : digit === '两' ? 2 : DIGITS.indexOf(digit)) * 10 ** power;
    rank = power;
    rest = rest.slice(whole.length);
  }
  return value;
}
