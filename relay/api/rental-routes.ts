import { Failure, isFailure } from '../../shared/failure.ts';
import { type DeviceId, deviceId, rentalId } from '../../shared/ids.ts';
import { limits } from '../../shared/limits.ts';
import type { UnixMs } from '../../shared/quantities.ts';
import type { CabinetStore, RentalAnswer, RentalLife, RentalOrder } from '../cabinet/cabinet-memory.ts';
import { jsonReply, type Reply } from '../http/reply.ts';
import { type FullRequest, type Route, readQuery } from '../http/routes.ts';
import { readTime } from './order-routes.ts';
import { readRentalBody } from './rental-body.ts';

export interface RentalRoutesOptions {
  readonly store: Pick<CabinetStore, 'readRental' | 'readRentals' | 'readReports'>;
  readonly rentals: {
    /** Resolves when the rental is durable and on its way, or refused. */
    request(order: RentalOrder, lastByteAtMs: number): Promise<RentalAnswer>;
    /** @throws Failure `overloaded` */
    refuseOverload(): void;
    /** Every request is counted by what became of it: an answer of the store, or a failure's code. */
    count(outcome: string): void;
  };
  now(): UnixMs;
}

/** Power banks: what the rental core asks for, and what cabinets have told. */
export function rentalRoutes(options: RentalRoutesOptions): readonly Omit<Route, 'provesCaller'>[] {
  const { store, rentals } = options;
  const counted = <Result>(thrown: unknown): Result => {
    rentals.count(isFailure(thrown) ? thrown.code : 'internal');
    throw thrown;
  };
  return [
    {
      method: 'POST',
      path: '/v1/rentals',
      bodyBytesMax: limits.apiBodyBytes,
      admit(): void {
        try {
          rentals.refuseOverload();
        } catch (thrown) {
          counted(thrown);
        }
      },
      handle: (request) => ask(options, request).catch((thrown: unknown) => counted<Reply>(thrown)),
    },
    {
      method: 'GET',
      path: '/v1/rentals/:id',
      bodyBytesMax: 0,
      async handle({ parameters, query }) {
        readQuery(query, []);
        const id = rentalId(parameters[0]);
        const life = await store.readRental(id);
        if (life === undefined) throw new Failure('not_found', `there is no rental ${id}`);
        return jsonReply(200, { ...shownRental(life), steps: life.steps });
      },
    },
    {
      method: 'GET',
      path: '/v1/rentals',
      bodyBytesMax: 0,
      async handle({ query }) {
        const { cabinet, from, after } = readQuery(query, ['cabinet', 'from', 'after']);
        const page = await store.readRentals(
          {
            cabinet: wantedCabinet(cabinet),
            ...(from === undefined ? {} : { fromMs: readTime(from) }),
            ...(after === undefined ? {} : { after: rentalId(after) }),
          },
          limits.rentalsListed,
        );
        const next = page.length < limits.rentalsListed ? undefined : page.at(-1)?.rentalId;
        return jsonReply(200, { rentals: page.map(shownRental), next });
      },
    },
    {
      method: 'GET',
      path: '/v1/reports',
      bodyBytesMax: 0,
      async handle({ query }) {
        const { cabinet, from, after } = readQuery(query, ['cabinet', 'from', 'after']);
        const page = await store.readReports(
          {
            cabinet: wantedCabinet(cabinet),
            ...(from === undefined ? {} : { fromMs: readTime(from) }),
            ...(after === undefined ? {} : { after: place(after) }),
          },
          limits.reportsListed,
        );
        const reports = page.map(({ report, ...rest }) => ({ ...rest, ...report }));
        const next = page.length < limits.reportsListed ? undefined : page.at(-1)?.id;
        return jsonReply(200, { reports, next });
      },
    },
  ];
}

async function ask({ rentals, now }: RentalRoutesOptions, request: FullRequest): Promise<Reply> {
  readQuery(request.query, []);
  const order = readRentalBody(request.body, now());
  const answer = await rentals.request(order, request.lastByteAtMs);
  refuse(order, answer);
  rentals.count(answer.answer);
  // The same words for a repeat: only the status tells that it was one.
  return jsonReply(answer.answer === 'recorded' ? 202 : 200, shownOrder(order));
}

/** @throws Failure for every answer that is no yes */
function refuse({ rentalId: id, cabinet }: RentalOrder, answer: RentalAnswer): void {
  switch (answer.answer) {
    case 'recorded':
    case 'already_recorded':
      return;
    case 'conflict':
      throw new Failure('conflict', `there is another rental ${id}: ${answer.reason}`);
    case 'unknown_cabinet':
      throw new Failure('not_found', `there is no cabinet ${cabinet}`);
    case 'not_a_cabinet':
      throw new Failure('not_a_cabinet', `${cabinet} is no cabinet`);
    case 'expired':
      throw new Failure('expired', 'the rental had expired when it came');
    case 'too_many_open':
      throw new Failure('overloaded', `${cabinet} has too many rentals without an end; ask again`);
  }
}

const shownOrder = ({ rentalId: id, cabinet, expiresAtMs, minimumLevelPercent }: RentalOrder) => ({
  rentalId: id,
  cabinet,
  expiresAt: new Date(expiresAtMs).toISOString(),
  minimumLevel: minimumLevelPercent,
});

const shownRental = (life: RentalLife) => ({
  ...shownOrder(life),
  requestedAtMs: life.requestedAtMs,
  state: life.state,
  end: life.end,
});

function wantedCabinet(text: string | undefined): DeviceId {
  if (text === undefined) throw new Failure('malformed', 'cabinet is missing');
  return deviceId(text);
}

/** The `next` of the page before. */
function place(text: string): number {
  if (!/^[1-9]\d{0,15}$/.test(text)) throw new Failure('malformed', 'after is the next of the page before');
  return Number(text);
}
