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
         * Properties of a Slot.
         * @deprecated Use tillbell.v1.Slot.$Properties instead.
         */
        interface ISlot extends tillbell.v1.Slot.$Properties {
        }

        /** Represents a Slot. */
        class Slot {

            /**
             * Constructs a new Slot.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.Slot.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Slot module. */
            module: string;

            /** Slot slot. */
            slot: number;

            /**
             * Encodes the specified Slot message. Does not implicitly {@link tillbell.v1.Slot.verify|verify} messages.
             * @param message Slot message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.Slot.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Slot message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.Slot & tillbell.v1.Slot.$Shape} Slot
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.Slot & tillbell.v1.Slot.$Shape;
        }

        namespace Slot {

            /** Properties of a Slot. */
            interface $Properties {

                /** Slot module */
                module?: (string|null);

                /** Slot slot */
                slot?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Slot. */
            type $Shape = tillbell.v1.Slot.$Properties;
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

            /** Notice fingerprint. */
            fingerprint: number;

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

                /** Notice fingerprint */
                fingerprint?: (number|null);

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

            /** Command freeSlot. */
            freeSlot?: (tillbell.v1.Slot.$Properties|null);

            /** Command disableSlot. */
            disableSlot?: (tillbell.v1.Slot.$Properties|null);

            /** Command enableSlot. */
            enableSlot?: (tillbell.v1.Slot.$Properties|null);

            /** Command action. */
            action?: ("setVolumePercent"|"sayTest"|"setLanguage"|"freeSlot"|"disableSlot"|"enableSlot");

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

                /** Command freeSlot */
                freeSlot?: (tillbell.v1.Slot.$Properties|null);

                /** Command disableSlot */
                disableSlot?: (tillbell.v1.Slot.$Properties|null);

                /** Command enableSlot */
                enableSlot?: (tillbell.v1.Slot.$Properties|null);

                /** Command action */
                action?: ("setVolumePercent"|"sayTest"|"setLanguage"|"freeSlot"|"disableSlot"|"enableSlot");

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
              freeSlot?: tillbell.v1.Slot.$Shape|null;
              disableSlot?: tillbell.v1.Slot.$Shape|null;
              enableSlot?: tillbell.v1.Slot.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ action?: undefined; setVolumePercent?: null; sayTest?: null; setLanguage?: null; freeSlot?: null; disableSlot?: null; enableSlot?: null }|{ action?: "setVolumePercent"; setVolumePercent: number; sayTest?: null; setLanguage?: null; freeSlot?: null; disableSlot?: null; enableSlot?: null }|{ action?: "sayTest"; setVolumePercent?: null; sayTest: boolean; setLanguage?: null; freeSlot?: null; disableSlot?: null; enableSlot?: null }|{ action?: "setLanguage"; setVolumePercent?: null; sayTest?: null; setLanguage: string; freeSlot?: null; disableSlot?: null; enableSlot?: null }|{ action?: "freeSlot"; setVolumePercent?: null; sayTest?: null; setLanguage?: null; freeSlot: tillbell.v1.Slot.$Shape; disableSlot?: null; enableSlot?: null }|{ action?: "disableSlot"; setVolumePercent?: null; sayTest?: null; setLanguage?: null; freeSlot?: null; disableSlot: tillbell.v1.Slot.$Shape; enableSlot?: null }|{ action?: "enableSlot"; setVolumePercent?: null; sayTest?: null; setLanguage?: null; freeSlot?: null; disableSlot?: null; enableSlot: tillbell.v1.Slot.$Shape })
            );
        }

        /**
         * Properties of a Rent.
         * @deprecated Use tillbell.v1.Rent.$Properties instead.
         */
        interface IRent extends tillbell.v1.Rent.$Properties {
        }

        /** Represents a Rent. */
        class Rent {

            /**
             * Constructs a new Rent.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.Rent.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Rent rentalId. */
            rentalId: string;

            /** Rent expiresAtMs. */
            expiresAtMs: number;

            /** Rent minimumLevelPercent. */
            minimumLevelPercent: number;

            /** Rent askedAtMs. */
            askedAtMs: number;

            /**
             * Encodes the specified Rent message. Does not implicitly {@link tillbell.v1.Rent.verify|verify} messages.
             * @param message Rent message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.Rent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Rent message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.Rent & tillbell.v1.Rent.$Shape} Rent
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.Rent & tillbell.v1.Rent.$Shape;
        }

        namespace Rent {

            /** Properties of a Rent. */
            interface $Properties {

                /** Rent rentalId */
                rentalId?: (string|null);

                /** Rent expiresAtMs */
                expiresAtMs?: (number|null);

                /** Rent minimumLevelPercent */
                minimumLevelPercent?: (number|null);

                /** Rent askedAtMs */
                askedAtMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Rent. */
            type $Shape = tillbell.v1.Rent.$Properties;
        }

        /**
         * Properties of a ReportConfirmation.
         * @deprecated Use tillbell.v1.ReportConfirmation.$Properties instead.
         */
        interface IReportConfirmation extends tillbell.v1.ReportConfirmation.$Properties {
        }

        /** Represents a ReportConfirmation. */
        class ReportConfirmation {

            /**
             * Constructs a new ReportConfirmation.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.ReportConfirmation.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReportConfirmation reportLog. */
            reportLog: string;

            /** ReportConfirmation seqs. */
            seqs: number[];

            /**
             * Encodes the specified ReportConfirmation message. Does not implicitly {@link tillbell.v1.ReportConfirmation.verify|verify} messages.
             * @param message ReportConfirmation message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.ReportConfirmation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReportConfirmation message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.ReportConfirmation & tillbell.v1.ReportConfirmation.$Shape} ReportConfirmation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.ReportConfirmation & tillbell.v1.ReportConfirmation.$Shape;
        }

        namespace ReportConfirmation {

            /** Properties of a ReportConfirmation. */
            interface $Properties {

                /** ReportConfirmation reportLog */
                reportLog?: (string|null);

                /** ReportConfirmation seqs */
                seqs?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReportConfirmation. */
            type $Shape = tillbell.v1.ReportConfirmation.$Properties;
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

            /** DeviceStatus cabinet. */
            cabinet?: (tillbell.v1.CabinetStatus.$Properties|null);

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

                /** DeviceStatus cabinet */
                cabinet?: (tillbell.v1.CabinetStatus.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeviceStatus. */
            type $Shape = tillbell.v1.DeviceStatus.$Properties;
        }

        /**
         * Properties of a CabinetStatus.
         * @deprecated Use tillbell.v1.CabinetStatus.$Properties instead.
         */
        interface ICabinetStatus extends tillbell.v1.CabinetStatus.$Properties {
        }

        /** Represents a CabinetStatus. */
        class CabinetStatus {

            /**
             * Constructs a new CabinetStatus.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.CabinetStatus.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CabinetStatus modules. */
            modules: number;

            /** CabinetStatus slots. */
            slots: number;

            /** CabinetStatus banksReady. */
            banksReady: number;

            /** CabinetStatus empty. */
            empty: number;

            /** CabinetStatus faulted. */
            faulted: number;

            /** CabinetStatus reportsWaiting. */
            reportsWaiting: number;

            /**
             * Encodes the specified CabinetStatus message. Does not implicitly {@link tillbell.v1.CabinetStatus.verify|verify} messages.
             * @param message CabinetStatus message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.CabinetStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CabinetStatus message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.CabinetStatus & tillbell.v1.CabinetStatus.$Shape} CabinetStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.CabinetStatus & tillbell.v1.CabinetStatus.$Shape;
        }

        namespace CabinetStatus {

            /** Properties of a CabinetStatus. */
            interface $Properties {

                /** CabinetStatus modules */
                modules?: (number|null);

                /** CabinetStatus slots */
                slots?: (number|null);

                /** CabinetStatus banksReady */
                banksReady?: (number|null);

                /** CabinetStatus empty */
                empty?: (number|null);

                /** CabinetStatus faulted */
                faulted?: (number|null);

                /** CabinetStatus reportsWaiting */
                reportsWaiting?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CabinetStatus. */
            type $Shape = tillbell.v1.CabinetStatus.$Properties;
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

            /** Hello fingerprint. */
            fingerprint: number;

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

                /** Hello fingerprint */
                fingerprint?: (number|null);

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

            /** Receipt fingerprint. */
            fingerprint: number;

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

                /** Receipt fingerprint */
                fingerprint?: (number|null);

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

            /** Heartbeat fingerprint. */
            fingerprint: number;

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

                /** Heartbeat fingerprint */
                fingerprint?: (number|null);

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

        /**
         * Properties of a RentStored.
         * @deprecated Use tillbell.v1.RentStored.$Properties instead.
         */
        interface IRentStored extends tillbell.v1.RentStored.$Properties {
        }

        /** Represents a RentStored. */
        class RentStored {

            /**
             * Constructs a new RentStored.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.RentStored.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RentStored rentalId. */
            rentalId: string;

            /**
             * Encodes the specified RentStored message. Does not implicitly {@link tillbell.v1.RentStored.verify|verify} messages.
             * @param message RentStored message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.RentStored.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RentStored message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.RentStored & tillbell.v1.RentStored.$Shape} RentStored
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.RentStored & tillbell.v1.RentStored.$Shape;
        }

        namespace RentStored {

            /** Properties of a RentStored. */
            interface $Properties {

                /** RentStored rentalId */
                rentalId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RentStored. */
            type $Shape = tillbell.v1.RentStored.$Properties;
        }

        /**
         * Properties of a RentRefused.
         * @deprecated Use tillbell.v1.RentRefused.$Properties instead.
         */
        interface IRentRefused extends tillbell.v1.RentRefused.$Properties {
        }

        /** Represents a RentRefused. */
        class RentRefused {

            /**
             * Constructs a new RentRefused.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.RentRefused.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RentRefused rentalId. */
            rentalId: string;

            /** RentRefused code. */
            code: string;

            /**
             * Encodes the specified RentRefused message. Does not implicitly {@link tillbell.v1.RentRefused.verify|verify} messages.
             * @param message RentRefused message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.RentRefused.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RentRefused message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.RentRefused & tillbell.v1.RentRefused.$Shape} RentRefused
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.RentRefused & tillbell.v1.RentRefused.$Shape;
        }

        namespace RentRefused {

            /** Properties of a RentRefused. */
            interface $Properties {

                /** RentRefused rentalId */
                rentalId?: (string|null);

                /** RentRefused code */
                code?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RentRefused. */
            type $Shape = tillbell.v1.RentRefused.$Properties;
        }

        /** RentalOutcome enum. */
        enum RentalOutcome {

            /** RENTAL_OUTCOME_UNSPECIFIED value */
            RENTAL_OUTCOME_UNSPECIFIED = 0,

            /** TAKEN value */
            TAKEN = 1,

            /** NOT_TAKEN value */
            NOT_TAKEN = 2,

            /** FAILED value */
            FAILED = 3
        }

        /** Protection enum. */
        enum Protection {

            /** PROTECTION_UNSPECIFIED value */
            PROTECTION_UNSPECIFIED = 0,

            /** OVER_VOLTAGE value */
            OVER_VOLTAGE = 1,

            /** UNDER_VOLTAGE value */
            UNDER_VOLTAGE = 2,

            /** OVER_CURRENT value */
            OVER_CURRENT = 3,

            /** SHORT_CIRCUIT value */
            SHORT_CIRCUIT = 4,

            /** OVER_TEMPERATURE value */
            OVER_TEMPERATURE = 5,

            /** UNDER_TEMPERATURE value */
            UNDER_TEMPERATURE = 6,

            /** REVERSE_POLARITY value */
            REVERSE_POLARITY = 7,

            /** CHARGE_TIMEOUT value */
            CHARGE_TIMEOUT = 8,

            /** SENSOR_FAULT value */
            SENSOR_FAULT = 9
        }

        /**
         * Properties of a RentalEnded.
         * @deprecated Use tillbell.v1.RentalEnded.$Properties instead.
         */
        interface IRentalEnded extends tillbell.v1.RentalEnded.$Properties {
        }

        /** Represents a RentalEnded. */
        class RentalEnded {

            /**
             * Constructs a new RentalEnded.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.RentalEnded.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RentalEnded rentalId. */
            rentalId: string;

            /** RentalEnded outcome. */
            outcome: tillbell.v1.RentalOutcome;

            /** RentalEnded code. */
            code: string;

            /** RentalEnded at. */
            at?: (tillbell.v1.Slot.$Properties|null);

            /** RentalEnded bankId. */
            bankId: string;

            /**
             * Encodes the specified RentalEnded message. Does not implicitly {@link tillbell.v1.RentalEnded.verify|verify} messages.
             * @param message RentalEnded message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.RentalEnded.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RentalEnded message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.RentalEnded & tillbell.v1.RentalEnded.$Shape} RentalEnded
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.RentalEnded & tillbell.v1.RentalEnded.$Shape;
        }

        namespace RentalEnded {

            /** Properties of a RentalEnded. */
            interface $Properties {

                /** RentalEnded rentalId */
                rentalId?: (string|null);

                /** RentalEnded outcome */
                outcome?: (tillbell.v1.RentalOutcome|null);

                /** RentalEnded code */
                code?: (string|null);

                /** RentalEnded at */
                at?: (tillbell.v1.Slot.$Properties|null);

                /** RentalEnded bankId */
                bankId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RentalEnded. */
            type $Shape = tillbell.v1.RentalEnded.$Properties;
        }

        /**
         * Properties of a BankReturned.
         * @deprecated Use tillbell.v1.BankReturned.$Properties instead.
         */
        interface IBankReturned extends tillbell.v1.BankReturned.$Properties {
        }

        /** Represents a BankReturned. */
        class BankReturned {

            /**
             * Constructs a new BankReturned.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.BankReturned.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BankReturned bankId. */
            bankId: string;

            /** BankReturned at. */
            at?: (tillbell.v1.Slot.$Properties|null);

            /** BankReturned levelPercent. */
            levelPercent: number;

            /** BankReturned rentalId. */
            rentalId: string;

            /**
             * Encodes the specified BankReturned message. Does not implicitly {@link tillbell.v1.BankReturned.verify|verify} messages.
             * @param message BankReturned message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.BankReturned.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BankReturned message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.BankReturned & tillbell.v1.BankReturned.$Shape} BankReturned
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.BankReturned & tillbell.v1.BankReturned.$Shape;
        }

        namespace BankReturned {

            /** Properties of a BankReturned. */
            interface $Properties {

                /** BankReturned bankId */
                bankId?: (string|null);

                /** BankReturned at */
                at?: (tillbell.v1.Slot.$Properties|null);

                /** BankReturned levelPercent */
                levelPercent?: (number|null);

                /** BankReturned rentalId */
                rentalId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BankReturned. */
            type $Shape = tillbell.v1.BankReturned.$Properties;
        }

        /**
         * Properties of a ReturnRefused.
         * @deprecated Use tillbell.v1.ReturnRefused.$Properties instead.
         */
        interface IReturnRefused extends tillbell.v1.ReturnRefused.$Properties {
        }

        /** Represents a ReturnRefused. */
        class ReturnRefused {

            /**
             * Constructs a new ReturnRefused.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.ReturnRefused.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReturnRefused code. */
            code: string;

            /** ReturnRefused at. */
            at?: (tillbell.v1.Slot.$Properties|null);

            /** ReturnRefused bankId. */
            bankId: string;

            /**
             * Encodes the specified ReturnRefused message. Does not implicitly {@link tillbell.v1.ReturnRefused.verify|verify} messages.
             * @param message ReturnRefused message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.ReturnRefused.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReturnRefused message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.ReturnRefused & tillbell.v1.ReturnRefused.$Shape} ReturnRefused
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.ReturnRefused & tillbell.v1.ReturnRefused.$Shape;
        }

        namespace ReturnRefused {

            /** Properties of a ReturnRefused. */
            interface $Properties {

                /** ReturnRefused code */
                code?: (string|null);

                /** ReturnRefused at */
                at?: (tillbell.v1.Slot.$Properties|null);

                /** ReturnRefused bankId */
                bankId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReturnRefused. */
            type $Shape = tillbell.v1.ReturnRefused.$Properties;
        }

        /**
         * Properties of a TripReading.
         * @deprecated Use tillbell.v1.TripReading.$Properties instead.
         */
        interface ITripReading extends tillbell.v1.TripReading.$Properties {
        }

        /** Represents a TripReading. */
        class TripReading {

            /**
             * Constructs a new TripReading.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.TripReading.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** TripReading beforeMs. */
            beforeMs: number;

            /** TripReading voltageMillivolts. */
            voltageMillivolts: number;

            /** TripReading currentMilliamps. */
            currentMilliamps: number;

            /** TripReading bankDeciCelsius. */
            bankDeciCelsius: number;

            /** TripReading slotDeciCelsius. */
            slotDeciCelsius: number;

            /**
             * Encodes the specified TripReading message. Does not implicitly {@link tillbell.v1.TripReading.verify|verify} messages.
             * @param message TripReading message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.TripReading.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TripReading message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.TripReading & tillbell.v1.TripReading.$Shape} TripReading
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.TripReading & tillbell.v1.TripReading.$Shape;
        }

        namespace TripReading {

            /** Properties of a TripReading. */
            interface $Properties {

                /** TripReading beforeMs */
                beforeMs?: (number|null);

                /** TripReading voltageMillivolts */
                voltageMillivolts?: (number|null);

                /** TripReading currentMilliamps */
                currentMilliamps?: (number|null);

                /** TripReading bankDeciCelsius */
                bankDeciCelsius?: (number|null);

                /** TripReading slotDeciCelsius */
                slotDeciCelsius?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TripReading. */
            type $Shape = tillbell.v1.TripReading.$Properties;
        }

        /**
         * Properties of a ProtectionTripped.
         * @deprecated Use tillbell.v1.ProtectionTripped.$Properties instead.
         */
        interface IProtectionTripped extends tillbell.v1.ProtectionTripped.$Properties {
        }

        /** Represents a ProtectionTripped. */
        class ProtectionTripped {

            /**
             * Constructs a new ProtectionTripped.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.ProtectionTripped.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ProtectionTripped protection. */
            protection: tillbell.v1.Protection;

            /** ProtectionTripped at. */
            at?: (tillbell.v1.Slot.$Properties|null);

            /** ProtectionTripped latched. */
            latched: boolean;

            /** ProtectionTripped bankId. */
            bankId: string;

            /** ProtectionTripped readings. */
            readings: tillbell.v1.TripReading.$Properties[];

            /**
             * Encodes the specified ProtectionTripped message. Does not implicitly {@link tillbell.v1.ProtectionTripped.verify|verify} messages.
             * @param message ProtectionTripped message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.ProtectionTripped.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProtectionTripped message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.ProtectionTripped & tillbell.v1.ProtectionTripped.$Shape} ProtectionTripped
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.ProtectionTripped & tillbell.v1.ProtectionTripped.$Shape;
        }

        namespace ProtectionTripped {

            /** Properties of a ProtectionTripped. */
            interface $Properties {

                /** ProtectionTripped protection */
                protection?: (tillbell.v1.Protection|null);

                /** ProtectionTripped at */
                at?: (tillbell.v1.Slot.$Properties|null);

                /** ProtectionTripped latched */
                latched?: (boolean|null);

                /** ProtectionTripped bankId */
                bankId?: (string|null);

                /** ProtectionTripped readings */
                readings?: (tillbell.v1.TripReading.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ProtectionTripped. */
            type $Shape = tillbell.v1.ProtectionTripped.$Properties;
        }

        /**
         * Properties of a BankMissing.
         * @deprecated Use tillbell.v1.BankMissing.$Properties instead.
         */
        interface IBankMissing extends tillbell.v1.BankMissing.$Properties {
        }

        /** Represents a BankMissing. */
        class BankMissing {

            /**
             * Constructs a new BankMissing.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.BankMissing.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** BankMissing bankId. */
            bankId: string;

            /** BankMissing at. */
            at?: (tillbell.v1.Slot.$Properties|null);

            /** BankMissing rentalId. */
            rentalId: string;

            /**
             * Encodes the specified BankMissing message. Does not implicitly {@link tillbell.v1.BankMissing.verify|verify} messages.
             * @param message BankMissing message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.BankMissing.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a BankMissing message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.BankMissing & tillbell.v1.BankMissing.$Shape} BankMissing
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.BankMissing & tillbell.v1.BankMissing.$Shape;
        }

        namespace BankMissing {

            /** Properties of a BankMissing. */
            interface $Properties {

                /** BankMissing bankId */
                bankId?: (string|null);

                /** BankMissing at */
                at?: (tillbell.v1.Slot.$Properties|null);

                /** BankMissing rentalId */
                rentalId?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a BankMissing. */
            type $Shape = tillbell.v1.BankMissing.$Properties;
        }

        /**
         * Properties of a SlotChanged.
         * @deprecated Use tillbell.v1.SlotChanged.$Properties instead.
         */
        interface ISlotChanged extends tillbell.v1.SlotChanged.$Properties {
        }

        /** Represents a SlotChanged. */
        class SlotChanged {

            /**
             * Constructs a new SlotChanged.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.SlotChanged.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SlotChanged at. */
            at?: (tillbell.v1.Slot.$Properties|null);

            /** SlotChanged state. */
            state: string;

            /** SlotChanged code. */
            code: string;

            /**
             * Encodes the specified SlotChanged message. Does not implicitly {@link tillbell.v1.SlotChanged.verify|verify} messages.
             * @param message SlotChanged message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.SlotChanged.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SlotChanged message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.SlotChanged & tillbell.v1.SlotChanged.$Shape} SlotChanged
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.SlotChanged & tillbell.v1.SlotChanged.$Shape;
        }

        namespace SlotChanged {

            /** Properties of a SlotChanged. */
            interface $Properties {

                /** SlotChanged at */
                at?: (tillbell.v1.Slot.$Properties|null);

                /** SlotChanged state */
                state?: (string|null);

                /** SlotChanged code */
                code?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SlotChanged. */
            type $Shape = tillbell.v1.SlotChanged.$Properties;
        }

        /**
         * Properties of a CabinetReport.
         * @deprecated Use tillbell.v1.CabinetReport.$Properties instead.
         */
        interface ICabinetReport extends tillbell.v1.CabinetReport.$Properties {
        }

        /** Represents a CabinetReport. */
        class CabinetReport {

            /**
             * Constructs a new CabinetReport.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.CabinetReport.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CabinetReport seq. */
            seq: number;

            /** CabinetReport atMs. */
            atMs: number;

            /** CabinetReport atUncertain. */
            atUncertain: boolean;

            /** CabinetReport rentalEnded. */
            rentalEnded?: (tillbell.v1.RentalEnded.$Properties|null);

            /** CabinetReport bankReturned. */
            bankReturned?: (tillbell.v1.BankReturned.$Properties|null);

            /** CabinetReport returnRefused. */
            returnRefused?: (tillbell.v1.ReturnRefused.$Properties|null);

            /** CabinetReport protectionTripped. */
            protectionTripped?: (tillbell.v1.ProtectionTripped.$Properties|null);

            /** CabinetReport bankMissing. */
            bankMissing?: (tillbell.v1.BankMissing.$Properties|null);

            /** CabinetReport slotChanged. */
            slotChanged?: (tillbell.v1.SlotChanged.$Properties|null);

            /** CabinetReport what. */
            what?: ("rentalEnded"|"bankReturned"|"returnRefused"|"protectionTripped"|"bankMissing"|"slotChanged");

            /**
             * Encodes the specified CabinetReport message. Does not implicitly {@link tillbell.v1.CabinetReport.verify|verify} messages.
             * @param message CabinetReport message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.CabinetReport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CabinetReport message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.CabinetReport & tillbell.v1.CabinetReport.$Shape} CabinetReport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.CabinetReport & tillbell.v1.CabinetReport.$Shape;
        }

        namespace CabinetReport {

            /** Properties of a CabinetReport. */
            interface $Properties {

                /** CabinetReport seq */
                seq?: (number|null);

                /** CabinetReport atMs */
                atMs?: (number|null);

                /** CabinetReport atUncertain */
                atUncertain?: (boolean|null);

                /** CabinetReport rentalEnded */
                rentalEnded?: (tillbell.v1.RentalEnded.$Properties|null);

                /** CabinetReport bankReturned */
                bankReturned?: (tillbell.v1.BankReturned.$Properties|null);

                /** CabinetReport returnRefused */
                returnRefused?: (tillbell.v1.ReturnRefused.$Properties|null);

                /** CabinetReport protectionTripped */
                protectionTripped?: (tillbell.v1.ProtectionTripped.$Properties|null);

                /** CabinetReport bankMissing */
                bankMissing?: (tillbell.v1.BankMissing.$Properties|null);

                /** CabinetReport slotChanged */
                slotChanged?: (tillbell.v1.SlotChanged.$Properties|null);

                /** CabinetReport what */
                what?: ("rentalEnded"|"bankReturned"|"returnRefused"|"protectionTripped"|"bankMissing"|"slotChanged");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a CabinetReport. */
            type $Shape = {
              seq?: number|null;
              atMs?: number|null;
              atUncertain?: boolean|null;
              rentalEnded?: tillbell.v1.RentalEnded.$Shape|null;
              bankReturned?: tillbell.v1.BankReturned.$Shape|null;
              returnRefused?: tillbell.v1.ReturnRefused.$Shape|null;
              protectionTripped?: tillbell.v1.ProtectionTripped.$Shape|null;
              bankMissing?: tillbell.v1.BankMissing.$Shape|null;
              slotChanged?: tillbell.v1.SlotChanged.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ what?: undefined; rentalEnded?: null; bankReturned?: null; returnRefused?: null; protectionTripped?: null; bankMissing?: null; slotChanged?: null }|{ what?: "rentalEnded"; rentalEnded: tillbell.v1.RentalEnded.$Shape; bankReturned?: null; returnRefused?: null; protectionTripped?: null; bankMissing?: null; slotChanged?: null }|{ what?: "bankReturned"; rentalEnded?: null; bankReturned: tillbell.v1.BankReturned.$Shape; returnRefused?: null; protectionTripped?: null; bankMissing?: null; slotChanged?: null }|{ what?: "returnRefused"; rentalEnded?: null; bankReturned?: null; returnRefused: tillbell.v1.ReturnRefused.$Shape; protectionTripped?: null; bankMissing?: null; slotChanged?: null }|{ what?: "protectionTripped"; rentalEnded?: null; bankReturned?: null; returnRefused?: null; protectionTripped: tillbell.v1.ProtectionTripped.$Shape; bankMissing?: null; slotChanged?: null }|{ what?: "bankMissing"; rentalEnded?: null; bankReturned?: null; returnRefused?: null; protectionTripped?: null; bankMissing: tillbell.v1.BankMissing.$Shape; slotChanged?: null }|{ what?: "slotChanged"; rentalEnded?: null; bankReturned?: null; returnRefused?: null; protectionTripped?: null; bankMissing?: null; slotChanged: tillbell.v1.SlotChanged.$Shape })
            );
        }

        /**
         * Properties of a Reports.
         * @deprecated Use tillbell.v1.Reports.$Properties instead.
         */
        interface IReports extends tillbell.v1.Reports.$Properties {
        }

        /** Represents a Reports. */
        class Reports {

            /**
             * Constructs a new Reports.
             * @param [properties] Properties to set
             */
            constructor(properties?: tillbell.v1.Reports.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Reports reportLog. */
            reportLog: string;

            /** Reports reports. */
            reports: tillbell.v1.CabinetReport.$Properties[];

            /**
             * Encodes the specified Reports message. Does not implicitly {@link tillbell.v1.Reports.verify|verify} messages.
             * @param message Reports message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: tillbell.v1.Reports.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Reports message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {tillbell.v1.Reports & tillbell.v1.Reports.$Shape} Reports
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tillbell.v1.Reports & tillbell.v1.Reports.$Shape;
        }

        namespace Reports {

            /** Properties of a Reports. */
            interface $Properties {

                /** Reports reportLog */
                reportLog?: (string|null);

                /** Reports reports */
                reports?: (tillbell.v1.CabinetReport.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Reports. */
            type $Shape = {
              reportLog?: string|null;
              reports?: tillbell.v1.CabinetReport.$Shape[]|null;
              $unknowns?: Uint8Array[];
            };
        }
    }
}
