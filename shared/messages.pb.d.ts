import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace tillbell. */
export namespace tillbell {

    /** Namespace v1. */
    namespace v1 {

        /** NoticeKind enum. */
        enum NoticeKind {

            /** NOTICE_KIND_UNSPECIFIED value */
            NOTICE_KIND_UNSPECIFIED = 0,

            /** PAYMENT value */
            PAYMENT = 1,

            /** REFUND value */
            REFUND = 2,

            /** CANCEL value */
            CANCEL = 3
        }

        /** Outcome enum. */
        enum Outcome {

            /** OUTCOME_UNSPECIFIED value */
            OUTCOME_UNSPECIFIED = 0,

            /** ANNOUNCED value */
            ANNOUNCED = 1,

            /** ANNOUNCED_LATE value */
            ANNOUNCED_LATE = 2,

            /** SUMMARISED value */
            SUMMARISED = 3,

            /** HANDED_OVER value */
            HANDED_OVER = 4
        }

        /**
         * Properties of a Notice.
         * @deprecated Use tillbell.v1.Notice.$Properties instead.
         */
        interface INotice extends tillbell.v1.Notice.$Properties {
        }

        /** Represents a Notice. */
        class Notice {

            /**
             * Constructs a new Notice.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.Notice.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Notice logId. */
            logId: string;

            /** Notice seq. */
            seq: number;

            /** Notice kind. */
            kind: tillbell.v1.NoticeKind;

            /** Notice sn. */
            sn: string;

            /** Notice event. */
            event: string;

            /** Notice amountFen. */
            amountFen: number;

            /** Notice payway. */
            payway: string;

            /** Notice paidAtMs. */
            paidAtMs: number;

            /** Notice sumFen. */
            sumFen: number;

            /** Notice settled. */
            settled: tillbell.v1.Outcome;

            /**
             * Encodes the specified Notice message. Does not implicitly {@link tillbell.v1.Notice.verify|verify} messages.
             * @param message Notice message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.Notice.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Notice message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.Notice & tillbell.v1.Notice.$Shape} Notice
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.Notice & tillbell.v1.Notice.$Shape;
        }

        namespace Notice {

            /** Properties of a Notice. */
            interface $Properties {

                /** Notice logId */
                logId?: (string|null);

                /** Notice seq */
                seq?: (number|null);

                /** Notice kind */
                kind?: (tillbell.v1.NoticeKind|null);

                /** Notice sn */
                sn?: (string|null);

                /** Notice event */
                event?: (string|null);

                /** Notice amountFen */
                amountFen?: (number|null);

                /** Notice payway */
                payway?: (string|null);

                /** Notice paidAtMs */
                paidAtMs?: (number|null);

                /** Notice sumFen */
                sumFen?: (number|null);

                /** Notice settled */
                settled?: (tillbell.v1.Outcome|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Notice. */
            type $Shape = tillbell.v1.Notice.$Properties;
        }

        /**
         * Properties of a Welcome.
         * @deprecated Use tillbell.v1.Welcome.$Properties instead.
         */
        interface IWelcome extends tillbell.v1.Welcome.$Properties {
        }

        /** Represents a Welcome. */
        class Welcome {

            /**
             * Constructs a new Welcome.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.Welcome.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Welcome logId. */
            logId: string;

            /** Welcome lastSeq. */
            lastSeq: number;

            /** Welcome relayTimeMs. */
            relayTimeMs: number;

            /** Welcome nonce. */
            nonce: string;

            /**
             * Encodes the specified Welcome message. Does not implicitly {@link tillbell.v1.Welcome.verify|verify} messages.
             * @param message Welcome message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.Welcome.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Welcome message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.Welcome & tillbell.v1.Welcome.$Shape} Welcome
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.Welcome & tillbell.v1.Welcome.$Shape;
        }

        namespace Welcome {

            /** Properties of a Welcome. */
            interface $Properties {

                /** Welcome logId */
                logId?: (string|null);

                /** Welcome lastSeq */
                lastSeq?: (number|null);

                /** Welcome relayTimeMs */
                relayTimeMs?: (number|null);

                /** Welcome nonce */
                nonce?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Welcome. */
            type $Shape = tillbell.v1.Welcome.$Properties;
        }

        /**
         * Properties of a Pulse.
         * @deprecated Use tillbell.v1.Pulse.$Properties instead.
         */
        interface IPulse extends tillbell.v1.Pulse.$Properties {
        }

        /** Represents a Pulse. */
        class Pulse {

            /**
             * Constructs a new Pulse.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.Pulse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Pulse logId. */
            logId: string;

            /** Pulse lastSeq. */
            lastSeq: number;

            /** Pulse relayTimeMs. */
            relayTimeMs: number;

            /** Pulse nonce. */
            nonce: string;

            /**
             * Encodes the specified Pulse message. Does not implicitly {@link tillbell.v1.Pulse.verify|verify} messages.
             * @param message Pulse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.Pulse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Pulse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.Pulse & tillbell.v1.Pulse.$Shape} Pulse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.Pulse & tillbell.v1.Pulse.$Shape;
        }

        namespace Pulse {

            /** Properties of a Pulse. */
            interface $Properties {

                /** Pulse logId */
                logId?: (string|null);

                /** Pulse lastSeq */
                lastSeq?: (number|null);

                /** Pulse relayTimeMs */
                relayTimeMs?: (number|null);

                /** Pulse nonce */
                nonce?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Pulse. */
            type $Shape = tillbell.v1.Pulse.$Properties;
        }

        /**
         * Properties of a ReceiptConfirmation.
         * @deprecated Use tillbell.v1.ReceiptConfirmation.$Properties instead.
         */
        interface IReceiptConfirmation extends tillbell.v1.ReceiptConfirmation.$Properties {
        }

        /** Represents a ReceiptConfirmation. */
        class ReceiptConfirmation {

            /**
             * Constructs a new ReceiptConfirmation.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.ReceiptConfirmation.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReceiptConfirmation logId. */
            logId: string;

            /** ReceiptConfirmation seqs. */
            seqs: number[];

            /**
             * Encodes the specified ReceiptConfirmation message. Does not implicitly {@link tillbell.v1.ReceiptConfirmation.verify|verify} messages.
             * @param message ReceiptConfirmation message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.ReceiptConfirmation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReceiptConfirmation message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.ReceiptConfirmation & tillbell.v1.ReceiptConfirmation.$Shape} ReceiptConfirmation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.ReceiptConfirmation & tillbell.v1.ReceiptConfirmation.$Shape;
        }

        namespace ReceiptConfirmation {

            /** Properties of a ReceiptConfirmation. */
            interface $Properties {

                /** ReceiptConfirmation logId */
                logId?: (string|null);

                /** ReceiptConfirmation seqs */
                seqs?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReceiptConfirmation. */
            type $Shape = tillbell.v1.ReceiptConfirmation.$Properties;
        }

        /**
         * Properties of a Command.
         * @deprecated Use tillbell.v1.Command.$Properties instead.
         */
        interface ICommand extends tillbell.v1.Command.$Properties {
        }

        /** Represents a Command. */
        class Command {

            /**
             * Constructs a new Command.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.Command.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Command id. */
            id: string;

            /** Command expiresAtMs. */
            expiresAtMs: number;

            /** Command setVolumePercent. */
            setVolumePercent?: (number|null);

            /** Command sayTest. */
            sayTest?: (boolean|null);

            /** Command setLanguage. */
            setLanguage?: (string|null);

            /** Command action. */
            action?: ("setVolumePercent"|"sayTest"|"setLanguage");

            /**
             * Encodes the specified Command message. Does not implicitly {@link tillbell.v1.Command.verify|verify} messages.
             * @param message Command message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.Command.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Command message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.Command & tillbell.v1.Command.$Shape} Command
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.Command & tillbell.v1.Command.$Shape;
        }

        namespace Command {

            /** Properties of a Command. */
            interface $Properties {

                /** Command id */
                id?: (string|null);

                /** Command expiresAtMs */
                expiresAtMs?: (number|null);

                /** Command setVolumePercent */
                setVolumePercent?: (number|null);

                /** Command sayTest */
                sayTest?: (boolean|null);

                /** Command setLanguage */
                setLanguage?: (string|null);

                /** Command action */
                action?: ("setVolumePercent"|"sayTest"|"setLanguage");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Command. */
            type $Shape = {
              id?: string|null;
              expiresAtMs?: number|null;
              setVolumePercent?: number|null;
              sayTest?: boolean|null;
              setLanguage?: string|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ action?: undefined; setVolumePercent?: null; sayTest?: null; setLanguage?: null }|{ action?: "setVolumePercent"; setVolumePercent: number; sayTest?: null; setLanguage?: null }|{ action?: "sayTest"; setVolumePercent?: null; sayTest: boolean; setLanguage?: null }|{ action?: "setLanguage"; setVolumePercent?: null; sayTest?: null; setLanguage: string })
            );
        }

        /**
         * Properties of a Clock.
         * @deprecated Use tillbell.v1.Clock.$Properties instead.
         */
        interface IClock extends tillbell.v1.Clock.$Properties {
        }

        /** Represents a Clock. */
        class Clock {

            /**
             * Constructs a new Clock.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.Clock.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Clock relayTimeMs. */
            relayTimeMs: number;

            /** Clock nonce. */
            nonce: string;

            /**
             * Encodes the specified Clock message. Does not implicitly {@link tillbell.v1.Clock.verify|verify} messages.
             * @param message Clock message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.Clock.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Clock message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.Clock & tillbell.v1.Clock.$Shape} Clock
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.Clock & tillbell.v1.Clock.$Shape;
        }

        namespace Clock {

            /** Properties of a Clock. */
            interface $Properties {

                /** Clock relayTimeMs */
                relayTimeMs?: (number|null);

                /** Clock nonce */
                nonce?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Clock. */
            type $Shape = tillbell.v1.Clock.$Properties;
        }

        /**
         * Properties of a DeviceStatus.
         * @deprecated Use tillbell.v1.DeviceStatus.$Properties instead.
         */
        interface IDeviceStatus extends tillbell.v1.DeviceStatus.$Properties {
        }

        /** Represents a DeviceStatus. */
        class DeviceStatus {

            /**
             * Constructs a new DeviceStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.DeviceStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeviceStatus volumePercent. */
            volumePercent: number;

            /** DeviceStatus batteryMillivolts. */
            batteryMillivolts: number;

            /** DeviceStatus waiting. */
            waiting: number;

            /** DeviceStatus inboxNotices. */
            inboxNotices: number;

            /** DeviceStatus language. */
            language: string;

            /** DeviceStatus software. */
            software: string;

            /** DeviceStatus panel. */
            panel: boolean;

            /** DeviceStatus warnings. */
            warnings: string[];

            /**
             * Encodes the specified DeviceStatus message. Does not implicitly {@link tillbell.v1.DeviceStatus.verify|verify} messages.
             * @param message DeviceStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.DeviceStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeviceStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.DeviceStatus & tillbell.v1.DeviceStatus.$Shape} DeviceStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.DeviceStatus & tillbell.v1.DeviceStatus.$Shape;
        }

        namespace DeviceStatus {

            /** Properties of a DeviceStatus. */
            interface $Properties {

                /** DeviceStatus volumePercent */
                volumePercent?: (number|null);

                /** DeviceStatus batteryMillivolts */
                batteryMillivolts?: (number|null);

                /** DeviceStatus waiting */
                waiting?: (number|null);

                /** DeviceStatus inboxNotices */
                inboxNotices?: (number|null);

                /** DeviceStatus language */
                language?: (string|null);

                /** DeviceStatus software */
                software?: (string|null);

                /** DeviceStatus panel */
                panel?: (boolean|null);

                /** DeviceStatus warnings */
                warnings?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeviceStatus. */
            type $Shape = tillbell.v1.DeviceStatus.$Properties;
        }

        /**
         * Properties of a Hello.
         * @deprecated Use tillbell.v1.Hello.$Properties instead.
         */
        interface IHello extends tillbell.v1.Hello.$Properties {
        }

        /** Represents a Hello. */
        class Hello {

            /**
             * Constructs a new Hello.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.Hello.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Hello logId. */
            logId: string;

            /** Hello upTo. */
            upTo: number;

            /** Hello sumFen. */
            sumFen: number;

            /** Hello nonce. */
            nonce: string;

            /** Hello status. */
            status?: (tillbell.v1.DeviceStatus.$Properties|null);

            /**
             * Encodes the specified Hello message. Does not implicitly {@link tillbell.v1.Hello.verify|verify} messages.
             * @param message Hello message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Hello message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.Hello & tillbell.v1.Hello.$Shape} Hello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.Hello & tillbell.v1.Hello.$Shape;
        }

        namespace Hello {

            /** Properties of a Hello. */
            interface $Properties {

                /** Hello logId */
                logId?: (string|null);

                /** Hello upTo */
                upTo?: (number|null);

                /** Hello sumFen */
                sumFen?: (number|null);

                /** Hello nonce */
                nonce?: (string|null);

                /** Hello status */
                status?: (tillbell.v1.DeviceStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Hello. */
            type $Shape = tillbell.v1.Hello.$Properties;
        }

        /**
         * Properties of a SeqRange.
         * @deprecated Use tillbell.v1.SeqRange.$Properties instead.
         */
        interface ISeqRange extends tillbell.v1.SeqRange.$Properties {
        }

        /** Represents a SeqRange. */
        class SeqRange {

            /**
             * Constructs a new SeqRange.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.SeqRange.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SeqRange first. */
            first: number;

            /** SeqRange last. */
            last: number;

            /**
             * Encodes the specified SeqRange message. Does not implicitly {@link tillbell.v1.SeqRange.verify|verify} messages.
             * @param message SeqRange message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.SeqRange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SeqRange message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.SeqRange & tillbell.v1.SeqRange.$Shape} SeqRange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.SeqRange & tillbell.v1.SeqRange.$Shape;
        }

        namespace SeqRange {

            /** Properties of a SeqRange. */
            interface $Properties {

                /** SeqRange first */
                first?: (number|null);

                /** SeqRange last */
                last?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SeqRange. */
            type $Shape = tillbell.v1.SeqRange.$Properties;
        }

        /**
         * Properties of a Sync.
         * @deprecated Use tillbell.v1.Sync.$Properties instead.
         */
        interface ISync extends tillbell.v1.Sync.$Properties {
        }

        /** Represents a Sync. */
        class Sync {

            /**
             * Constructs a new Sync.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.Sync.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Sync logId. */
            logId: string;

            /** Sync ranges. */
            ranges: tillbell.v1.SeqRange.$Properties[];

            /**
             * Encodes the specified Sync message. Does not implicitly {@link tillbell.v1.Sync.verify|verify} messages.
             * @param message Sync message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.Sync.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Sync message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.Sync & tillbell.v1.Sync.$Shape} Sync
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.Sync & tillbell.v1.Sync.$Shape;
        }

        namespace Sync {

            /** Properties of a Sync. */
            interface $Properties {

                /** Sync logId */
                logId?: (string|null);

                /** Sync ranges */
                ranges?: (tillbell.v1.SeqRange.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Sync. */
            type $Shape = tillbell.v1.Sync.$Properties;
        }

        /**
         * Properties of a Stored.
         * @deprecated Use tillbell.v1.Stored.$Properties instead.
         */
        interface IStored extends tillbell.v1.Stored.$Properties {
        }

        /** Represents a Stored. */
        class Stored {

            /**
             * Constructs a new Stored.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.Stored.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Stored logId. */
            logId: string;

            /** Stored seqs. */
            seqs: number[];

            /** Stored heldUs. */
            heldUs: number[];

            /**
             * Encodes the specified Stored message. Does not implicitly {@link tillbell.v1.Stored.verify|verify} messages.
             * @param message Stored message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.Stored.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Stored message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.Stored & tillbell.v1.Stored.$Shape} Stored
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.Stored & tillbell.v1.Stored.$Shape;
        }

        namespace Stored {

            /** Properties of a Stored. */
            interface $Properties {

                /** Stored logId */
                logId?: (string|null);

                /** Stored seqs */
                seqs?: (number[]|null);

                /** Stored heldUs */
                heldUs?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Stored. */
            type $Shape = tillbell.v1.Stored.$Properties;
        }

        /**
         * Properties of a Receipt.
         * @deprecated Use tillbell.v1.Receipt.$Properties instead.
         */
        interface IReceipt extends tillbell.v1.Receipt.$Properties {
        }

        /** Represents a Receipt. */
        class Receipt {

            /**
             * Constructs a new Receipt.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.Receipt.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Receipt seq. */
            seq: number;

            /** Receipt outcome. */
            outcome: tillbell.v1.Outcome;

            /** Receipt repeat. */
            repeat: boolean;

            /** Receipt atMs. */
            atMs: number;

            /**
             * Encodes the specified Receipt message. Does not implicitly {@link tillbell.v1.Receipt.verify|verify} messages.
             * @param message Receipt message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.Receipt.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Receipt message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.Receipt & tillbell.v1.Receipt.$Shape} Receipt
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.Receipt & tillbell.v1.Receipt.$Shape;
        }

        namespace Receipt {

            /** Properties of a Receipt. */
            interface $Properties {

                /** Receipt seq */
                seq?: (number|null);

                /** Receipt outcome */
                outcome?: (tillbell.v1.Outcome|null);

                /** Receipt repeat */
                repeat?: (boolean|null);

                /** Receipt atMs */
                atMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Receipt. */
            type $Shape = tillbell.v1.Receipt.$Properties;
        }

        /**
         * Properties of a Receipts.
         * @deprecated Use tillbell.v1.Receipts.$Properties instead.
         */
        interface IReceipts extends tillbell.v1.Receipts.$Properties {
        }

        /** Represents a Receipts. */
        class Receipts {

            /**
             * Constructs a new Receipts.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.Receipts.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Receipts logId. */
            logId: string;

            /** Receipts receipts. */
            receipts: tillbell.v1.Receipt.$Properties[];

            /**
             * Encodes the specified Receipts message. Does not implicitly {@link tillbell.v1.Receipts.verify|verify} messages.
             * @param message Receipts message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.Receipts.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Receipts message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.Receipts & tillbell.v1.Receipts.$Shape} Receipts
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.Receipts & tillbell.v1.Receipts.$Shape;
        }

        namespace Receipts {

            /** Properties of a Receipts. */
            interface $Properties {

                /** Receipts logId */
                logId?: (string|null);

                /** Receipts receipts */
                receipts?: (tillbell.v1.Receipt.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Receipts. */
            type $Shape = tillbell.v1.Receipts.$Properties;
        }

        /**
         * Properties of a Heartbeat.
         * @deprecated Use tillbell.v1.Heartbeat.$Properties instead.
         */
        interface IHeartbeat extends tillbell.v1.Heartbeat.$Properties {
        }

        /** Represents a Heartbeat. */
        class Heartbeat {

            /**
             * Constructs a new Heartbeat.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.Heartbeat.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Heartbeat logId. */
            logId: string;

            /** Heartbeat upTo. */
            upTo: number;

            /** Heartbeat sumFen. */
            sumFen: number;

            /** Heartbeat nonce. */
            nonce: string;

            /** Heartbeat status. */
            status?: (tillbell.v1.DeviceStatus.$Properties|null);

            /** Heartbeat spokenUpTo. */
            spokenUpTo: number;

            /**
             * Encodes the specified Heartbeat message. Does not implicitly {@link tillbell.v1.Heartbeat.verify|verify} messages.
             * @param message Heartbeat message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.Heartbeat.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Heartbeat message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.Heartbeat & tillbell.v1.Heartbeat.$Shape} Heartbeat
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.Heartbeat & tillbell.v1.Heartbeat.$Shape;
        }

        namespace Heartbeat {

            /** Properties of a Heartbeat. */
            interface $Properties {

                /** Heartbeat logId */
                logId?: (string|null);

                /** Heartbeat upTo */
                upTo?: (number|null);

                /** Heartbeat sumFen */
                sumFen?: (number|null);

                /** Heartbeat nonce */
                nonce?: (string|null);

                /** Heartbeat status */
                status?: (tillbell.v1.DeviceStatus.$Properties|null);

                /** Heartbeat spokenUpTo */
                spokenUpTo?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Heartbeat. */
            type $Shape = tillbell.v1.Heartbeat.$Properties;
        }

        /**
         * Properties of a CommandResult.
         * @deprecated Use tillbell.v1.CommandResult.$Properties instead.
         */
        interface ICommandResult extends tillbell.v1.CommandResult.$Properties {
        }

        /** Represents a CommandResult. */
        class CommandResult {

            /**
             * Constructs a new CommandResult.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.CommandResult.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CommandResult id. */
            id: string;

            /** CommandResult done. */
            done: boolean;

            /** CommandResult message. */
            message: string;

            /**
             * Encodes the specified CommandResult message. Does not implicitly {@link tillbell.v1.CommandResult.verify|verify} messages.
             * @param message CommandResult message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.CommandResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CommandResult message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.CommandResult & tillbell.v1.CommandResult.$Shape} CommandResult
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.CommandResult & tillbell.v1.CommandResult.$Shape;
        }

        namespace CommandResult {

            /** Properties of a CommandResult. */
            interface $Properties {

                /** CommandResult id */
                id?: (string|null);

                /** CommandResult done */
                done?: (boolean|null);

                /** CommandResult message */
                message?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CommandResult. */
            type $Shape = tillbell.v1.CommandResult.$Properties;
        }
    }
}
