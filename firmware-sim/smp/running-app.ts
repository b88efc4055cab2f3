import { isFailure } from '../../shared/failure.ts';
import { type CborRecord, decodeCbor, FieldReader } from '../../shared/smp/cbor.ts';
import { OS_COMMAND } from '../../shared/smp/os-requests.ts';
import type { SmpPacket } from '../../shared/smp/packet.ts';
import { GROUP } from '../../shared/smp/request.ts';
import { SERVICE_COMMAND } from '../../shared/smp/service.ts';
import { SMP_ERRORS } from '../../shared/smp/smp-error.ts';
import type { Answer, AnswerSteps, ImageGroup } from './image-group.ts';
import type { ServiceDesk } from './service-desk.ts';
import { answerSettings } from './settings-group.ts';
import { type Behaviour, behaviourOf } from './sim-image.ts';
import type { SlotImage } from './slot-image.ts';
import type { SmpBoardOptions } from './smp-board.ts';

const SELF_TEST_MS = 400;
/** Zephyr's number for it (os_mgmt, bootloader information). */
const SWAP_WITH_SCRATCH = 1;

const notSupported: Answer = { error: { code: SMP_ERRORS.notSupported } };

/** What an application can see of its board. */
export interface BoardInside {
  readonly options: SmpBoardOptions;
  readonly settings: Map<string, Buffer>;
  readonly desk: ServiceDesk;
}

/** The firmware that runs, from its start to the next reset. */
export class RunningApp {
  readonly version: string;
  readonly behaviour: Behaviour;
  readonly #board: BoardInside;
  readonly #images: ImageGroup;

  constructor(board: BoardInside, images: ImageGroup, running: SlotImage) {
    this.#board = board;
    this.#images = images;
    this.version = running.version;
    this.behaviour = behaviourOf(running.image.body);
  }

  get answers(): boolean {
    return this.behaviour !== 'mute';
  }

  *answer(request: SmpPacket): AnswerSteps {
    let body: CborRecord;
    try {
      body = decodeCbor(request.payload);
      return yield* this.#dispatch(request, new FieldReader(body, 'request'));
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown;
      return { error: { code: SMP_ERRORS.invalidValue, reason: thrown.message } };
    }
  }

  *#dispatch(request: SmpPacket, fields: FieldReader): AnswerSteps {
    const isWrite = request.operation === 'write';
    switch (request.group) {
      case GROUP.os:
        return this.#os(request.command, isWrite, fields);
      case GROUP.image:
        return yield* this.#images.answer(request.command, isWrite, fields);
      case GROUP.settings:
        return answerSettings(this.#board.settings, request.command, isWrite, fields);
      case GROUP.service:
        if (this.#board.options.isStock === true) return notSupported;
        return yield* this.#service(request.command, isWrite, fields);
      default:
        return notSupported;
    }
  }

  *#service(command: number, isWrite: boolean, fields: FieldReader): AnswerSteps {
    const { boardId, serialNumber, role = 'slots' } = this.#board.options;
    if (command === SERVICE_COMMAND.identify && !isWrite)
      return { body: { board: boardId, serial: serialNumber, role, version: this.version } };
    if (command === SERVICE_COMMAND.selfTest && isWrite) {
      yield { kind: 'wait', ms: SELF_TEST_MS };
      return { body: selfTestResult(this.behaviour) };
    }
    return this.#board.desk.answer(command, isWrite, fields, this.#board.settings);
  }

  #os(command: number, isWrite: boolean, fields: FieldReader): Answer {
    const { bufferBytes, buffers, tellsBuffers = true, takesOlder = false } = this.#board.options;
    if (command === OS_COMMAND.echo && isWrite) return { body: { r: fields.text('d') } };
    if (command === OS_COMMAND.reset && isWrite) return { body: {}, resets: true };
    if (command === OS_COMMAND.parameters && !isWrite && tellsBuffers)
      return { body: { buf_size: bufferBytes, buf_count: buffers } };
    if (command === OS_COMMAND.bootloader && !isWrite) return bootloaderInfo(fields, takesOlder);
    return notSupported;
  }
}

/** Zephyr answers an unknown question with its group's code, but where SMP's own stands (os_mgmt.c). */
function bootloaderInfo(fields: FieldReader, takesOlder: boolean): Answer {
  if (!fields.has('query')) return { body: { bootloader: 'MCUboot' } };
  if (fields.text('query') !== 'mode') return { error: { code: SMP_ERRORS.invalidValue } };
  return { body: { mode: SWAP_WITH_SCRATCH, ...(takesOlder ? {} : { 'no-downgrade': true }) } };
}

function selfTestResult(behaviour: Behaviour): CborRecord {
  const isPassed = behaviour !== 'fails_self_test';
  const motor = isPassed
    ? { name: 'motor', state: 'ok', text: '12 of 12 moved', advice: '' }
    : {
        name: 'motor',
        state: 'fault',
        text: 'motor 3 does not move',
        advice: 'go back to the firmware before',
      };
  return {
    passed: isPassed,
    lines: [{ name: 'flash', state: 'ok', text: 'both slots readable', advice: '' }, motor],
  };
}
