import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace tillbell. */
export namespace tillbell {

    /** Namespace bus. */
    namespace bus {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of a Seek.
             * @deprecated Use tillbell.bus.v1.Seek.$Properties instead.
             */
            interface ISeek extends tillbell.bus.v1.Seek.$Properties {
            }

            /** Represents a Seek. */
            class Seek {

                /**
                 * Constructs a new Seek.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tillbell.bus.v1.Seek.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Seek bits. */
                bits: number;

                /** Seek suffix. */
                suffix: number;

                /** Seek atAddress. */
                atAddress: number;

                /**
                 * Encodes the specified Seek message. Does not implicitly {@link tillbell.bus.v1.Seek.verify|verify} messages.
                 * @param message Seek message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tillbell.bus.v1.Seek.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Seek message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.Seek & tillbell.bus.v1.Seek.$Shape} Seek
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.bus.v1.Seek & tillbell.bus.v1.Seek.$Shape;
            }

            namespace Seek {

                /** Properties of a Seek. */
                interface $Properties {

                    /** Seek bits */
                    bits?: (number|null);

                    /** Seek suffix */
                    suffix?: (number|null);

                    /** Seek atAddress */
                    atAddress?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Seek. */
                type $Shape = tillbell.bus.v1.Seek.$Properties;
            }

            /**
             * Properties of an Assign.
             * @deprecated Use tillbell.bus.v1.Assign.$Properties instead.
             */
            interface IAssign extends tillbell.bus.v1.Assign.$Properties {
            }

            /** Represents an Assign. */
            class Assign {

                /**
                 * Constructs a new Assign.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tillbell.bus.v1.Assign.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Assign serial. */
                serial: number;

                /** Assign address. */
                address: number;

                /**
                 * Encodes the specified Assign message. Does not implicitly {@link tillbell.bus.v1.Assign.verify|verify} messages.
                 * @param message Assign message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tillbell.bus.v1.Assign.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Assign message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.Assign & tillbell.bus.v1.Assign.$Shape} Assign
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.bus.v1.Assign & tillbell.bus.v1.Assign.$Shape;
            }

            namespace Assign {

                /** Properties of an Assign. */
                interface $Properties {

                    /** Assign serial */
                    serial?: (number|null);

                    /** Assign address */
                    address?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Assign. */
                type $Shape = tillbell.bus.v1.Assign.$Properties;
            }

            /**
             * Properties of a Release.
             * @deprecated Use tillbell.bus.v1.Release.$Properties instead.
             */
            interface IRelease extends tillbell.bus.v1.Release.$Properties {
            }

            /** Represents a Release. */
            class Release {

                /**
                 * Constructs a new Release.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tillbell.bus.v1.Release.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Release address. */
                address: number;

                /**
                 * Encodes the specified Release message. Does not implicitly {@link tillbell.bus.v1.Release.verify|verify} messages.
                 * @param message Release message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tillbell.bus.v1.Release.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Release message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.Release & tillbell.bus.v1.Release.$Shape} Release
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.bus.v1.Release & tillbell.bus.v1.Release.$Shape;
            }

            namespace Release {

                /** Properties of a Release. */
                interface $Properties {

                    /** Release address */
                    address?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Release. */
                type $Shape = tillbell.bus.v1.Release.$Properties;
            }

            /**
             * Properties of a Poll.
             * @deprecated Use tillbell.bus.v1.Poll.$Properties instead.
             */
            interface IPoll extends tillbell.bus.v1.Poll.$Properties {
            }

            /** Represents a Poll. */
            class Poll {

                /**
                 * Constructs a new Poll.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tillbell.bus.v1.Poll.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Poll serial. */
                serial: number;

                /** Poll firstSlot. */
                firstSlot: number;

                /** Poll slotCount. */
                slotCount: number;

                /** Poll outputs. */
                outputs?: (tillbell.bus.v1.Outputs.$Properties|null);

                /**
                 * Encodes the specified Poll message. Does not implicitly {@link tillbell.bus.v1.Poll.verify|verify} messages.
                 * @param message Poll message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tillbell.bus.v1.Poll.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Poll message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.Poll & tillbell.bus.v1.Poll.$Shape} Poll
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.bus.v1.Poll & tillbell.bus.v1.Poll.$Shape;
            }

            namespace Poll {

                /** Properties of a Poll. */
                interface $Properties {

                    /** Poll serial */
                    serial?: (number|null);

                    /** Poll firstSlot */
                    firstSlot?: (number|null);

                    /** Poll slotCount */
                    slotCount?: (number|null);

                    /** Poll outputs */
                    outputs?: (tillbell.bus.v1.Outputs.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Poll. */
                type $Shape = tillbell.bus.v1.Poll.$Properties;
            }

            /**
             * Properties of an Outputs.
             * @deprecated Use tillbell.bus.v1.Outputs.$Properties instead.
             */
            interface IOutputs extends tillbell.bus.v1.Outputs.$Properties {
            }

            /** Represents an Outputs. */
            class Outputs {

                /**
                 * Constructs a new Outputs.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tillbell.bus.v1.Outputs.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Outputs limitMilliwatts. */
                limitMilliwatts: number[];

                /** Outputs lights. */
                lights: Uint8Array;

                /** Outputs fanPercent. */
                fanPercent: number;

                /**
                 * Encodes the specified Outputs message. Does not implicitly {@link tillbell.bus.v1.Outputs.verify|verify} messages.
                 * @param message Outputs message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tillbell.bus.v1.Outputs.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Outputs message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.Outputs & tillbell.bus.v1.Outputs.$Shape} Outputs
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.bus.v1.Outputs & tillbell.bus.v1.Outputs.$Shape;
            }

            namespace Outputs {

                /** Properties of an Outputs. */
                interface $Properties {

                    /** Outputs limitMilliwatts */
                    limitMilliwatts?: (number[]|null);

                    /** Outputs lights */
                    lights?: (Uint8Array|null);

                    /** Outputs fanPercent */
                    fanPercent?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Outputs. */
                type $Shape = tillbell.bus.v1.Outputs.$Properties;
            }

            /**
             * Properties of a Move.
             * @deprecated Use tillbell.bus.v1.Move.$Properties instead.
             */
            interface IMove extends tillbell.bus.v1.Move.$Properties {
            }

            /** Represents a Move. */
            class Move {

                /**
                 * Constructs a new Move.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tillbell.bus.v1.Move.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Move serial. */
                serial: number;

                /** Move slot. */
                slot: number;

                /** Move commandId. */
                commandId: number;

                /** Move move. */
                move: number;

                /**
                 * Encodes the specified Move message. Does not implicitly {@link tillbell.bus.v1.Move.verify|verify} messages.
                 * @param message Move message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tillbell.bus.v1.Move.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Move message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.Move & tillbell.bus.v1.Move.$Shape} Move
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.bus.v1.Move & tillbell.bus.v1.Move.$Shape;
            }

            namespace Move {

                /** Properties of a Move. */
                interface $Properties {

                    /** Move serial */
                    serial?: (number|null);

                    /** Move slot */
                    slot?: (number|null);

                    /** Move commandId */
                    commandId?: (number|null);

                    /** Move move */
                    move?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Move. */
                type $Shape = tillbell.bus.v1.Move.$Properties;
            }

            /**
             * Properties of a Here.
             * @deprecated Use tillbell.bus.v1.Here.$Properties instead.
             */
            interface IHere extends tillbell.bus.v1.Here.$Properties {
            }

            /** Represents a Here. */
            class Here {

                /**
                 * Constructs a new Here.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tillbell.bus.v1.Here.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Here serial. */
                serial: number;

                /** Here slots. */
                slots: number;

                /** Here bootCount. */
                bootCount: number;

                /** Here contestedAddress. */
                contestedAddress: number;

                /**
                 * Encodes the specified Here message. Does not implicitly {@link tillbell.bus.v1.Here.verify|verify} messages.
                 * @param message Here message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tillbell.bus.v1.Here.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Here message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.Here & tillbell.bus.v1.Here.$Shape} Here
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.bus.v1.Here & tillbell.bus.v1.Here.$Shape;
            }

            namespace Here {

                /** Properties of a Here. */
                interface $Properties {

                    /** Here serial */
                    serial?: (number|null);

                    /** Here slots */
                    slots?: (number|null);

                    /** Here bootCount */
                    bootCount?: (number|null);

                    /** Here contestedAddress */
                    contestedAddress?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Here. */
                type $Shape = tillbell.bus.v1.Here.$Properties;
            }

            /**
             * Properties of an Assigned.
             * @deprecated Use tillbell.bus.v1.Assigned.$Properties instead.
             */
            interface IAssigned extends tillbell.bus.v1.Assigned.$Properties {
            }

            /** Represents an Assigned. */
            class Assigned {

                /**
                 * Constructs a new Assigned.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tillbell.bus.v1.Assigned.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Assigned serial. */
                serial: number;

                /** Assigned address. */
                address: number;

                /**
                 * Encodes the specified Assigned message. Does not implicitly {@link tillbell.bus.v1.Assigned.verify|verify} messages.
                 * @param message Assigned message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tillbell.bus.v1.Assigned.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Assigned message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.Assigned & tillbell.bus.v1.Assigned.$Shape} Assigned
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.bus.v1.Assigned & tillbell.bus.v1.Assigned.$Shape;
            }

            namespace Assigned {

                /** Properties of an Assigned. */
                interface $Properties {

                    /** Assigned serial */
                    serial?: (number|null);

                    /** Assigned address */
                    address?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Assigned. */
                type $Shape = tillbell.bus.v1.Assigned.$Properties;
            }

            /**
             * Properties of a State.
             * @deprecated Use tillbell.bus.v1.State.$Properties instead.
             */
            interface IState extends tillbell.bus.v1.State.$Properties {
            }

            /** Represents a State. */
            class State {

                /**
                 * Constructs a new State.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tillbell.bus.v1.State.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** State serial. */
                serial: number;

                /** State firstSlot. */
                firstSlot: number;

                /** State slots. */
                slots: tillbell.bus.v1.SlotState.$Properties[];

                /** State fanRpm. */
                fanRpm: number;

                /** State ambientDeciCelsius. */
                ambientDeciCelsius: number;

                /** State bootCount. */
                bootCount: number;

                /**
                 * Encodes the specified State message. Does not implicitly {@link tillbell.bus.v1.State.verify|verify} messages.
                 * @param message State message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tillbell.bus.v1.State.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a State message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.State & tillbell.bus.v1.State.$Shape} State
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.bus.v1.State & tillbell.bus.v1.State.$Shape;
            }

            namespace State {

                /** Properties of a State. */
                interface $Properties {

                    /** State serial */
                    serial?: (number|null);

                    /** State firstSlot */
                    firstSlot?: (number|null);

                    /** State slots */
                    slots?: (tillbell.bus.v1.SlotState.$Properties[]|null);

                    /** State fanRpm */
                    fanRpm?: (number|null);

                    /** State ambientDeciCelsius */
                    ambientDeciCelsius?: (number|null);

                    /** State bootCount */
                    bootCount?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a State. */
                type $Shape = tillbell.bus.v1.State.$Properties;
            }

            /**
             * Properties of a SlotState.
             * @deprecated Use tillbell.bus.v1.SlotState.$Properties instead.
             */
            interface ISlotState extends tillbell.bus.v1.SlotState.$Properties {
            }

            /** Represents a SlotState. */
            class SlotState {

                /**
                 * Constructs a new SlotState.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tillbell.bus.v1.SlotState.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SlotState flags. */
                flags: number;

                /** SlotState slotDeciCelsius. */
                slotDeciCelsius: number;

                /** SlotState outputMilliwatts. */
                outputMilliwatts: number;

                /** SlotState lastCommandId. */
                lastCommandId: number;

                /** SlotState bankId. */
                bankId: Uint8Array;

                /** SlotState levelPercent. */
                levelPercent: number;

                /** SlotState voltageMillivolts. */
                voltageMillivolts: number;

                /** SlotState currentMilliamps. */
                currentMilliamps: number;

                /** SlotState bankDeciCelsius. */
                bankDeciCelsius: number;

                /** SlotState cycles. */
                cycles: number;

                /** SlotState ageMs. */
                ageMs: number;

                /**
                 * Encodes the specified SlotState message. Does not implicitly {@link tillbell.bus.v1.SlotState.verify|verify} messages.
                 * @param message SlotState message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tillbell.bus.v1.SlotState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SlotState message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.SlotState & tillbell.bus.v1.SlotState.$Shape} SlotState
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.bus.v1.SlotState & tillbell.bus.v1.SlotState.$Shape;
            }

            namespace SlotState {

                /** Properties of a SlotState. */
                interface $Properties {

                    /** SlotState flags */
                    flags?: (number|null);

                    /** SlotState slotDeciCelsius */
                    slotDeciCelsius?: (number|null);

                    /** SlotState outputMilliwatts */
                    outputMilliwatts?: (number|null);

                    /** SlotState lastCommandId */
                    lastCommandId?: (number|null);

                    /** SlotState bankId */
                    bankId?: (Uint8Array|null);

                    /** SlotState levelPercent */
                    levelPercent?: (number|null);

                    /** SlotState voltageMillivolts */
                    voltageMillivolts?: (number|null);

                    /** SlotState currentMilliamps */
                    currentMilliamps?: (number|null);

                    /** SlotState bankDeciCelsius */
                    bankDeciCelsius?: (number|null);

                    /** SlotState cycles */
                    cycles?: (number|null);

                    /** SlotState ageMs */
                    ageMs?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SlotState. */
                type $Shape = tillbell.bus.v1.SlotState.$Properties;
            }

            /**
             * Properties of a Moved.
             * @deprecated Use tillbell.bus.v1.Moved.$Properties instead.
             */
            interface IMoved extends tillbell.bus.v1.Moved.$Properties {
            }

            /** Represents a Moved. */
            class Moved {

                /**
                 * Constructs a new Moved.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: tillbell.bus.v1.Moved.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Moved serial. */
                serial: number;

                /** Moved commandId. */
                commandId: number;

                /** Moved refusal. */
                refusal: number;

                /**
                 * Encodes the specified Moved message. Does not implicitly {@link tillbell.bus.v1.Moved.verify|verify} messages.
                 * @param message Moved message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: tillbell.bus.v1.Moved.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Moved message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.Moved & tillbell.bus.v1.Moved.$Shape} Moved
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.bus.v1.Moved & tillbell.bus.v1.Moved.$Shape;
            }

            namespace Moved {

                /** Properties of a Moved. */
                interface $Properties {

                    /** Moved serial */
                    serial?: (number|null);

                    /** Moved commandId */
                    commandId?: (number|null);

                    /** Moved refusal */
                    refusal?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Moved. */
                type $Shape = tillbell.bus.v1.Moved.$Properties;
            }
        }
    }
}
