/** The orders that a device's heard.jsonl speaks of. */
export interface HeardOrders {
  readonly sns: readonly string[];
  readonly utterances: number;
  /** A last line without its end is none of them: it is being written. */
  readonly unreadableLines: number;
}

export interface HeardComparison {
  readonly orders: number;
  readonly utterances: number;
  readonly unreadableLines: number;
  /** Heard, and not known to the relay. */
  readonly unknown: readonly string[];
}

export function readHeardOrders(text: string): HeardOrders {
  const sns = new Set<string>();
  let utterances = 0;
  let unreadableLines = 0;
  for (const line of text.split('\n').slice(0, -1)) {
    const heard = snsOf(line);
    if (heard === undefined) unreadableLines += 1;
    else {
      utterances += 1;
      for (const sn of heard) sns.add(sn);
    }
  }
  return { sns: [...sns], utterances, unreadableLines };
}

function snsOf(line: string): string[] | undefined {
  try {
    const { sns } = JSON.parse(line) as { sns?: unknown };
    return Array.isArray(sns) && sns.every((sn) => typeof sn === 'string') ? sns : undefined;
  } catch {
    return undefined;
  }
}

/** Looks each of them up, one after the other: a relay has more important things to do. */
export async function compareHeard(
  { sns, utterances, unreadableLines }: HeardOrders,
  isKnown: (sn: string) => Promise<boolean>,
): Promise<HeardComparison> {
  const unknown: string[] = [];
  for (const sn of sns) if (!(await isKnown(sn))) unknown.push(sn);
  return { orders: sns.length, utterances, unreadableLines, unknown };
}
