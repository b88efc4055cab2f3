/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const tillbell = $root.tillbell = (() => {

    /**
     * Namespace tillbell.
     * @exports tillbell
     * @namespace
     */
    const tillbell = {};

    tillbell.v1 = (function() {

        /**
         * Namespace v1.
         * @memberof tillbell
         * @namespace
         */
        const v1 = {};

        /**
         * NoticeKind enum.
         * @name tillbell.v1.NoticeKind
         * @enum {number}
         * @property {number} NOTICE_KIND_UNSPECIFIED=0 NOTICE_KIND_UNSPECIFIED value
         * @property {number} PAYMENT=1 PAYMENT value
         * @property {number} REFUND=2 REFUND value
         * @property {number} CANCEL=3 CANCEL value
         */
        v1.NoticeKind = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "NOTICE_KIND_UNSPECIFIED"] = 0;
            values[valuesById[1] = "PAYMENT"] = 1;
            values[valuesById[2] = "REFUND"] = 2;
            values[valuesById[3] = "CANCEL"] = 3;
            return values;
        })();

        /**
         * Outcome enum.
         * @name tillbell.v1.Outcome
         * @enum {number}
         * @property {number} OUTCOME_UNSPECIFIED=0 OUTCOME_UNSPECIFIED value
         * @property {number} ANNOUNCED=1 ANNOUNCED value
         * @property {number} ANNOUNCED_LATE=2 ANNOUNCED_LATE value
         * @property {number} SUMMARISED=3 SUMMARISED value
         * @property {number} HANDED_OVER=4 HANDED_OVER value
         */
        v1.Outcome = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "OUTCOME_UNSPECIFIED"] = 0;
            values[valuesById[1] = "ANNOUNCED"] = 1;
            values[valuesById[2] = "ANNOUNCED_LATE"] = 2;
            values[valuesById[3] = "SUMMARISED"] = 3;
            values[valuesById[4] = "HANDED_OVER"] = 4;
            return values;
        })();

        v1.Slot = (function() {

            /**
             * Properties of a Slot.
             * @typedef {Object} tillbell.v1.Slot.$Properties
             * @property {string|null} [module] Slot module
             * @property {number|null} [slot] Slot slot
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Slot.
             * @memberof tillbell.v1
             * @interface ISlot
             * @augments tillbell.v1.Slot.$Properties
             * @deprecated Use tillbell.v1.Slot.$Properties instead.
             */

            /**
             * Shape of a Slot.
             * @typedef {tillbell.v1.Slot.$Properties} tillbell.v1.Slot.$Shape
             */

            /**
             * Constructs a new Slot.
             * @memberof tillbell.v1
             * @classdesc Represents a Slot.
             * @constructor
             * @param {tillbell.v1.Slot.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Slot = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Slot module.
             * @member {string} module
             * @memberof tillbell.v1.Slot
             * @instance
             */
            Slot.prototype.module = "";

            /**
             * Slot slot.
             * @member {number} slot
             * @memberof tillbell.v1.Slot
             * @instance
             */
            Slot.prototype.slot = 0;

            /**
             * Encodes the specified Slot message. Does not implicitly {@link tillbell.v1.Slot.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.Slot
             * @static
             * @param {tillbell.v1.Slot.$Properties} message Slot message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Slot.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.module != null && $Object.hasOwnProperty.call(message, "module") && message.module !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.module);
                if (message.slot != null && $Object.hasOwnProperty.call(message, "slot") && message.slot !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.slot);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Slot message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.Slot
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.Slot & tillbell.v1.Slot.$Shape} Slot
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Slot.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.Slot();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.module = value;
                            else
                                delete message.module;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.slot = value;
                            else
                                delete message.slot;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Slot;
        })();

        v1.Notice = (function() {

            /**
             * Properties of a Notice.
             * @typedef {Object} tillbell.v1.Notice.$Properties
             * @property {string|null} [logId] Notice logId
             * @property {number|null} [seq] Notice seq
             * @property {tillbell.v1.NoticeKind|null} [kind] Notice kind
             * @property {string|null} [sn] Notice sn
             * @property {string|null} [event] Notice event
             * @property {number|null} [amountFen] Notice amountFen
             * @property {string|null} [payway] Notice payway
             * @property {number|null} [paidAtMs] Notice paidAtMs
             * @property {number|null} [sumFen] Notice sumFen
             * @property {tillbell.v1.Outcome|null} [settled] Notice settled
             * @property {number|null} [fingerprint] Notice fingerprint
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Notice.
             * @memberof tillbell.v1
             * @interface INotice
             * @augments tillbell.v1.Notice.$Properties
             * @deprecated Use tillbell.v1.Notice.$Properties instead.
             */

            /**
             * Shape of a Notice.
             * @typedef {tillbell.v1.Notice.$Properties} tillbell.v1.Notice.$Shape
             */

            /**
             * Constructs a new Notice.
             * @memberof tillbell.v1
             * @classdesc Represents a Notice.
             * @constructor
             * @param {tillbell.v1.Notice.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Notice = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Notice logId.
             * @member {string} logId
             * @memberof tillbell.v1.Notice
             * @instance
             */
            Notice.prototype.logId = "";

            /**
             * Notice seq.
             * @member {number} seq
             * @memberof tillbell.v1.Notice
             * @instance
             */
            Notice.prototype.seq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Notice kind.
             * @member {tillbell.v1.NoticeKind} kind
             * @memberof tillbell.v1.Notice
             * @instance
             */
            Notice.prototype.kind = 0;

            /**
             * Notice sn.
             * @member {string} sn
             * @memberof tillbell.v1.Notice
             * @instance
             */
            Notice.prototype.sn = "";

            /**
             * Notice event.
             * @member {string} event
             * @memberof tillbell.v1.Notice
             * @instance
             */
            Notice.prototype.event = "";

            /**
             * Notice amountFen.
             * @member {number} amountFen
             * @memberof tillbell.v1.Notice
             * @instance
             */
            Notice.prototype.amountFen = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Notice payway.
             * @member {string} payway
             * @memberof tillbell.v1.Notice
             * @instance
             */
            Notice.prototype.payway = "";

            /**
             * Notice paidAtMs.
             * @member {number} paidAtMs
             * @memberof tillbell.v1.Notice
             * @instance
             */
            Notice.prototype.paidAtMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Notice sumFen.
             * @member {number} sumFen
             * @memberof tillbell.v1.Notice
             * @instance
             */
            Notice.prototype.sumFen = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Notice settled.
             * @member {tillbell.v1.Outcome} settled
             * @memberof tillbell.v1.Notice
             * @instance
             */
            Notice.prototype.settled = 0;

            /**
             * Notice fingerprint.
             * @member {number} fingerprint
             * @memberof tillbell.v1.Notice
             * @instance
             */
            Notice.prototype.fingerprint = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified Notice message. Does not implicitly {@link tillbell.v1.Notice.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.Notice
             * @static
             * @param {tillbell.v1.Notice.$Properties} message Notice message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Notice.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.logId != null && $Object.hasOwnProperty.call(message, "logId") && message.logId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.logId);
                if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && (typeof message.seq === "object" ? message.seq.low || message.seq.high : message.seq !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.seq);
                if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).int32(message.kind);
                if (message.sn != null && $Object.hasOwnProperty.call(message, "sn") && message.sn !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.sn);
                if (message.event != null && $Object.hasOwnProperty.call(message, "event") && message.event !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.event);
                if (message.amountFen != null && $Object.hasOwnProperty.call(message, "amountFen") && (typeof message.amountFen === "object" ? message.amountFen.low || message.amountFen.high : message.amountFen !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.amountFen);
                if (message.payway != null && $Object.hasOwnProperty.call(message, "payway") && message.payway !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.payway);
                if (message.paidAtMs != null && $Object.hasOwnProperty.call(message, "paidAtMs") && (typeof message.paidAtMs === "object" ? message.paidAtMs.low || message.paidAtMs.high : message.paidAtMs !== 0))
                    writer.uint32(/* id 8, wireType 0 =*/64).uint64(message.paidAtMs);
                if (message.sumFen != null && $Object.hasOwnProperty.call(message, "sumFen") && (typeof message.sumFen === "object" ? message.sumFen.low || message.sumFen.high : message.sumFen !== 0))
                    writer.uint32(/* id 9, wireType 0 =*/72).uint64(message.sumFen);
                if (message.settled != null && $Object.hasOwnProperty.call(message, "settled") && message.settled !== 0)
                    writer.uint32(/* id 10, wireType 0 =*/80).int32(message.settled);
                if (message.fingerprint != null && $Object.hasOwnProperty.call(message, "fingerprint") && (typeof message.fingerprint === "object" ? message.fingerprint.low || message.fingerprint.high : message.fingerprint !== 0))
                    writer.uint32(/* id 11, wireType 0 =*/88).uint64(message.fingerprint);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Notice message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.Notice
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.Notice & tillbell.v1.Notice.$Shape} Notice
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Notice.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.Notice();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.logId = value;
                            else
                                delete message.logId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.seq = value;
                            else
                                delete message.seq;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.kind = value;
                            else
                                delete message.kind;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.sn = value;
                            else
                                delete message.sn;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.event = value;
                            else
                                delete message.event;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.amountFen = value;
                            else
                                delete message.amountFen;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.payway = value;
                            else
                                delete message.payway;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.paidAtMs = value;
                            else
                                delete message.paidAtMs;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sumFen = value;
                            else
                                delete message.sumFen;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.settled = value;
                            else
                                delete message.settled;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.fingerprint = value;
                            else
                                delete message.fingerprint;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Notice;
        })();

        v1.Welcome = (function() {

            /**
             * Properties of a Welcome.
             * @typedef {Object} tillbell.v1.Welcome.$Properties
             * @property {string|null} [logId] Welcome logId
             * @property {number|null} [lastSeq] Welcome lastSeq
             * @property {number|null} [relayTimeMs] Welcome relayTimeMs
             * @property {string|null} [nonce] Welcome nonce
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Welcome.
             * @memberof tillbell.v1
             * @interface IWelcome
             * @augments tillbell.v1.Welcome.$Properties
             * @deprecated Use tillbell.v1.Welcome.$Properties instead.
             */

            /**
             * Shape of a Welcome.
             * @typedef {tillbell.v1.Welcome.$Properties} tillbell.v1.Welcome.$Shape
             */

            /**
             * Constructs a new Welcome.
             * @memberof tillbell.v1
             * @classdesc Represents a Welcome.
             * @constructor
             * @param {tillbell.v1.Welcome.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Welcome = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Welcome logId.
             * @member {string} logId
             * @memberof tillbell.v1.Welcome
             * @instance
             */
            Welcome.prototype.logId = "";

            /**
             * Welcome lastSeq.
             * @member {number} lastSeq
             * @memberof tillbell.v1.Welcome
             * @instance
             */
            Welcome.prototype.lastSeq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Welcome relayTimeMs.
             * @member {number} relayTimeMs
             * @memberof tillbell.v1.Welcome
             * @instance
             */
            Welcome.prototype.relayTimeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Welcome nonce.
             * @member {string} nonce
             * @memberof tillbell.v1.Welcome
             * @instance
             */
            Welcome.prototype.nonce = "";

            /**
             * Encodes the specified Welcome message. Does not implicitly {@link tillbell.v1.Welcome.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.Welcome
             * @static
             * @param {tillbell.v1.Welcome.$Properties} message Welcome message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Welcome.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.logId != null && $Object.hasOwnProperty.call(message, "logId") && message.logId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.logId);
                if (message.lastSeq != null && $Object.hasOwnProperty.call(message, "lastSeq") && (typeof message.lastSeq === "object" ? message.lastSeq.low || message.lastSeq.high : message.lastSeq !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.lastSeq);
                if (message.relayTimeMs != null && $Object.hasOwnProperty.call(message, "relayTimeMs") && (typeof message.relayTimeMs === "object" ? message.relayTimeMs.low || message.relayTimeMs.high : message.relayTimeMs !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.relayTimeMs);
                if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.nonce);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Welcome message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.Welcome
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.Welcome & tillbell.v1.Welcome.$Shape} Welcome
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Welcome.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.Welcome();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.logId = value;
                            else
                                delete message.logId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.lastSeq = value;
                            else
                                delete message.lastSeq;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.relayTimeMs = value;
                            else
                                delete message.relayTimeMs;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.nonce = value;
                            else
                                delete message.nonce;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Welcome;
        })();

        v1.Pulse = (function() {

            /**
             * Properties of a Pulse.
             * @typedef {Object} tillbell.v1.Pulse.$Properties
             * @property {string|null} [logId] Pulse logId
             * @property {number|null} [lastSeq] Pulse lastSeq
             * @property {number|null} [relayTimeMs] Pulse relayTimeMs
             * @property {string|null} [nonce] Pulse nonce
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Pulse.
             * @memberof tillbell.v1
             * @interface IPulse
             * @augments tillbell.v1.Pulse.$Properties
             * @deprecated Use tillbell.v1.Pulse.$Properties instead.
             */

            /**
             * Shape of a Pulse.
             * @typedef {tillbell.v1.Pulse.$Properties} tillbell.v1.Pulse.$Shape
             */

            /**
             * Constructs a new Pulse.
             * @memberof tillbell.v1
             * @classdesc Represents a Pulse.
             * @constructor
             * @param {tillbell.v1.Pulse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Pulse = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Pulse logId.
             * @member {string} logId
             * @memberof tillbell.v1.Pulse
             * @instance
             */
            Pulse.prototype.logId = "";

            /**
             * Pulse lastSeq.
             * @member {number} lastSeq
             * @memberof tillbell.v1.Pulse
             * @instance
             */
            Pulse.prototype.lastSeq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Pulse relayTimeMs.
             * @member {number} relayTimeMs
             * @memberof tillbell.v1.Pulse
             * @instance
             */
            Pulse.prototype.relayTimeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Pulse nonce.
             * @member {string} nonce
             * @memberof tillbell.v1.Pulse
             * @instance
             */
            Pulse.prototype.nonce = "";

            /**
             * Encodes the specified Pulse message. Does not implicitly {@link tillbell.v1.Pulse.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.Pulse
             * @static
             * @param {tillbell.v1.Pulse.$Properties} message Pulse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Pulse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.logId != null && $Object.hasOwnProperty.call(message, "logId") && message.logId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.logId);
                if (message.lastSeq != null && $Object.hasOwnProperty.call(message, "lastSeq") && (typeof message.lastSeq === "object" ? message.lastSeq.low || message.lastSeq.high : message.lastSeq !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.lastSeq);
                if (message.relayTimeMs != null && $Object.hasOwnProperty.call(message, "relayTimeMs") && (typeof message.relayTimeMs === "object" ? message.relayTimeMs.low || message.relayTimeMs.high : message.relayTimeMs !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.relayTimeMs);
                if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.nonce);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Pulse message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.Pulse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.Pulse & tillbell.v1.Pulse.$Shape} Pulse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Pulse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.Pulse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.logId = value;
                            else
                                delete message.logId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.lastSeq = value;
                            else
                                delete message.lastSeq;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.relayTimeMs = value;
                            else
                                delete message.relayTimeMs;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.nonce = value;
                            else
                                delete message.nonce;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Pulse;
        })();

        v1.ReceiptConfirmation = (function() {

            /**
             * Properties of a ReceiptConfirmation.
             * @typedef {Object} tillbell.v1.ReceiptConfirmation.$Properties
             * @property {string|null} [logId] ReceiptConfirmation logId
             * @property {Array.<number>|null} [seqs] ReceiptConfirmation seqs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReceiptConfirmation.
             * @memberof tillbell.v1
             * @interface IReceiptConfirmation
             * @augments tillbell.v1.ReceiptConfirmation.$Properties
             * @deprecated Use tillbell.v1.ReceiptConfirmation.$Properties instead.
             */

            /**
             * Shape of a ReceiptConfirmation.
             * @typedef {tillbell.v1.ReceiptConfirmation.$Properties} tillbell.v1.ReceiptConfirmation.$Shape
             */

            /**
             * Constructs a new ReceiptConfirmation.
             * @memberof tillbell.v1
             * @classdesc Represents a ReceiptConfirmation.
             * @constructor
             * @param {tillbell.v1.ReceiptConfirmation.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReceiptConfirmation = function (properties) {
                this.seqs = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReceiptConfirmation logId.
             * @member {string} logId
             * @memberof tillbell.v1.ReceiptConfirmation
             * @instance
             */
            ReceiptConfirmation.prototype.logId = "";

            /**
             * ReceiptConfirmation seqs.
             * @member {Array.<number>} seqs
             * @memberof tillbell.v1.ReceiptConfirmation
             * @instance
             */
            ReceiptConfirmation.prototype.seqs = $util.emptyArray;

            /**
             * Encodes the specified ReceiptConfirmation message. Does not implicitly {@link tillbell.v1.ReceiptConfirmation.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.ReceiptConfirmation
             * @static
             * @param {tillbell.v1.ReceiptConfirmation.$Properties} message ReceiptConfirmation message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReceiptConfirmation.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.logId != null && $Object.hasOwnProperty.call(message, "logId") && message.logId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.logId);
                if (message.seqs != null && message.seqs.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).uint64s(message.seqs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReceiptConfirmation message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.ReceiptConfirmation
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.ReceiptConfirmation & tillbell.v1.ReceiptConfirmation.$Shape} ReceiptConfirmation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReceiptConfirmation.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.ReceiptConfirmation();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.logId = value;
                            else
                                delete message.logId;
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.seqs && message.seqs.length))
                                    message.seqs = [];
                                reader.uint64s(message.seqs);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.seqs && message.seqs.length))
                                message.seqs = [];
                            message.seqs.push(reader.uint64());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ReceiptConfirmation;
        })();

        v1.Command = (function() {

            /**
             * Properties of a Command.
             * @typedef {Object} tillbell.v1.Command.$Properties
             * @property {string|null} [id] Command id
             * @property {number|null} [expiresAtMs] Command expiresAtMs
             * @property {number|null} [setVolumePercent] Command setVolumePercent
             * @property {boolean|null} [sayTest] Command sayTest
             * @property {string|null} [setLanguage] Command setLanguage
             * @property {tillbell.v1.Slot.$Properties|null} [freeSlot] Command freeSlot
             * @property {tillbell.v1.Slot.$Properties|null} [disableSlot] Command disableSlot
             * @property {tillbell.v1.Slot.$Properties|null} [enableSlot] Command enableSlot
             * @property {"setVolumePercent"|"sayTest"|"setLanguage"|"freeSlot"|"disableSlot"|"enableSlot"} [action] Command action
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Command.
             * @memberof tillbell.v1
             * @interface ICommand
             * @augments tillbell.v1.Command.$Properties
             * @deprecated Use tillbell.v1.Command.$Properties instead.
             */

            /**
             * Narrowed shape of a Command.
             * @typedef {{
             *   id?: string|null;
             *   expiresAtMs?: number|null;
             *   setVolumePercent?: number|null;
             *   sayTest?: boolean|null;
             *   setLanguage?: string|null;
             *   freeSlot?: tillbell.v1.Slot.$Shape|null;
             *   disableSlot?: tillbell.v1.Slot.$Shape|null;
             *   enableSlot?: tillbell.v1.Slot.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ action?: undefined; setVolumePercent?: null; sayTest?: null; setLanguage?: null; freeSlot?: null; disableSlot?: null; enableSlot?: null }|{ action?: "setVolumePercent"; setVolumePercent: number; sayTest?: null; setLanguage?: null; freeSlot?: null; disableSlot?: null; enableSlot?: null }|{ action?: "sayTest"; setVolumePercent?: null; sayTest: boolean; setLanguage?: null; freeSlot?: null; disableSlot?: null; enableSlot?: null }|{ action?: "setLanguage"; setVolumePercent?: null; sayTest?: null; setLanguage: string; freeSlot?: null; disableSlot?: null; enableSlot?: null }|{ action?: "freeSlot"; setVolumePercent?: null; sayTest?: null; setLanguage?: null; freeSlot: tillbell.v1.Slot.$Shape; disableSlot?: null; enableSlot?: null }|{ action?: "disableSlot"; setVolumePercent?: null; sayTest?: null; setLanguage?: null; freeSlot?: null; disableSlot: tillbell.v1.Slot.$Shape; enableSlot?: null }|{ action?: "enableSlot"; setVolumePercent?: null; sayTest?: null; setLanguage?: null; freeSlot?: null; disableSlot?: null; enableSlot: tillbell.v1.Slot.$Shape })
             * )} tillbell.v1.Command.$Shape
             */

            /**
             * Constructs a new Command.
             * @memberof tillbell.v1
             * @classdesc Represents a Command.
             * @constructor
             * @param {tillbell.v1.Command.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Command = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Command id.
             * @member {string} id
             * @memberof tillbell.v1.Command
             * @instance
             */
            Command.prototype.id = "";

            /**
             * Command expiresAtMs.
             * @member {number} expiresAtMs
             * @memberof tillbell.v1.Command
             * @instance
             */
            Command.prototype.expiresAtMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Command setVolumePercent.
             * @member {number|null|undefined} setVolumePercent
             * @memberof tillbell.v1.Command
             * @instance
             */
            Command.prototype.setVolumePercent = null;

            /**
             * Command sayTest.
             * @member {boolean|null|undefined} sayTest
             * @memberof tillbell.v1.Command
             * @instance
             */
            Command.prototype.sayTest = null;

            /**
             * Command setLanguage.
             * @member {string|null|undefined} setLanguage
             * @memberof tillbell.v1.Command
             * @instance
             */
            Command.prototype.setLanguage = null;

            /**
             * Command freeSlot.
             * @member {tillbell.v1.Slot.$Properties|null|undefined} freeSlot
             * @memberof tillbell.v1.Command
             * @instance
             */
            Command.prototype.freeSlot = null;

            /**
             * Command disableSlot.
             * @member {tillbell.v1.Slot.$Properties|null|undefined} disableSlot
             * @memberof tillbell.v1.Command
             * @instance
             */
            Command.prototype.disableSlot = null;

            /**
             * Command enableSlot.
             * @member {tillbell.v1.Slot.$Properties|null|undefined} enableSlot
             * @memberof tillbell.v1.Command
             * @instance
             */
            Command.prototype.enableSlot = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Command action.
             * @member {"setVolumePercent"|"sayTest"|"setLanguage"|"freeSlot"|"disableSlot"|"enableSlot"|undefined} action
             * @memberof tillbell.v1.Command
             * @instance
             */
            $Object.defineProperty(Command.prototype, "action", {
                get: $util.oneOfGetter($oneOfFields = ["setVolumePercent", "sayTest", "setLanguage", "freeSlot", "disableSlot", "enableSlot"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Command message. Does not implicitly {@link tillbell.v1.Command.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.Command
             * @static
             * @param {tillbell.v1.Command.$Properties} message Command message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Command.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                if (message.expiresAtMs != null && $Object.hasOwnProperty.call(message, "expiresAtMs") && (typeof message.expiresAtMs === "object" ? message.expiresAtMs.low || message.expiresAtMs.high : message.expiresAtMs !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.expiresAtMs);
                if (message.setVolumePercent != null && $Object.hasOwnProperty.call(message, "setVolumePercent"))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.setVolumePercent);
                if (message.sayTest != null && $Object.hasOwnProperty.call(message, "sayTest"))
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.sayTest);
                if (message.setLanguage != null && $Object.hasOwnProperty.call(message, "setLanguage"))
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.setLanguage);
                if (message.freeSlot != null && $Object.hasOwnProperty.call(message, "freeSlot"))
                    $root.tillbell.v1.Slot.encode(message.freeSlot, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.disableSlot != null && $Object.hasOwnProperty.call(message, "disableSlot"))
                    $root.tillbell.v1.Slot.encode(message.disableSlot, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.enableSlot != null && $Object.hasOwnProperty.call(message, "enableSlot"))
                    $root.tillbell.v1.Slot.encode(message.enableSlot, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Command message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.Command
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.Command & tillbell.v1.Command.$Shape} Command
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Command.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.Command();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.expiresAtMs = value;
                            else
                                delete message.expiresAtMs;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            message.setVolumePercent = reader.uint32();
                            message.action = "setVolumePercent";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            message.sayTest = reader.bool();
                            message.action = "sayTest";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.setLanguage = reader.stringVerify();
                            message.action = "setLanguage";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.freeSlot = $root.tillbell.v1.Slot.decode(reader, reader.size(), $undefined, _depth + 1, message.freeSlot);
                            message.action = "freeSlot";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.disableSlot = $root.tillbell.v1.Slot.decode(reader, reader.size(), $undefined, _depth + 1, message.disableSlot);
                            message.action = "disableSlot";
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.enableSlot = $root.tillbell.v1.Slot.decode(reader, reader.size(), $undefined, _depth + 1, message.enableSlot);
                            message.action = "enableSlot";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Command;
        })();

        v1.Rent = (function() {

            /**
             * Properties of a Rent.
             * @typedef {Object} tillbell.v1.Rent.$Properties
             * @property {string|null} [rentalId] Rent rentalId
             * @property {number|null} [expiresAtMs] Rent expiresAtMs
             * @property {number|null} [minimumLevelPercent] Rent minimumLevelPercent
             * @property {number|null} [askedAtMs] Rent askedAtMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Rent.
             * @memberof tillbell.v1
             * @interface IRent
             * @augments tillbell.v1.Rent.$Properties
             * @deprecated Use tillbell.v1.Rent.$Properties instead.
             */

            /**
             * Shape of a Rent.
             * @typedef {tillbell.v1.Rent.$Properties} tillbell.v1.Rent.$Shape
             */

            /**
             * Constructs a new Rent.
             * @memberof tillbell.v1
             * @classdesc Represents a Rent.
             * @constructor
             * @param {tillbell.v1.Rent.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Rent = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Rent rentalId.
             * @member {string} rentalId
             * @memberof tillbell.v1.Rent
             * @instance
             */
            Rent.prototype.rentalId = "";

            /**
             * Rent expiresAtMs.
             * @member {number} expiresAtMs
             * @memberof tillbell.v1.Rent
             * @instance
             */
            Rent.prototype.expiresAtMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Rent minimumLevelPercent.
             * @member {number} minimumLevelPercent
             * @memberof tillbell.v1.Rent
             * @instance
             */
            Rent.prototype.minimumLevelPercent = 0;

            /**
             * Rent askedAtMs.
             * @member {number} askedAtMs
             * @memberof tillbell.v1.Rent
             * @instance
             */
            Rent.prototype.askedAtMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified Rent message. Does not implicitly {@link tillbell.v1.Rent.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.Rent
             * @static
             * @param {tillbell.v1.Rent.$Properties} message Rent message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Rent.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.rentalId != null && $Object.hasOwnProperty.call(message, "rentalId") && message.rentalId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.rentalId);
                if (message.expiresAtMs != null && $Object.hasOwnProperty.call(message, "expiresAtMs") && (typeof message.expiresAtMs === "object" ? message.expiresAtMs.low || message.expiresAtMs.high : message.expiresAtMs !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.expiresAtMs);
                if (message.minimumLevelPercent != null && $Object.hasOwnProperty.call(message, "minimumLevelPercent") && message.minimumLevelPercent !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.minimumLevelPercent);
                if (message.askedAtMs != null && $Object.hasOwnProperty.call(message, "askedAtMs") && (typeof message.askedAtMs === "object" ? message.askedAtMs.low || message.askedAtMs.high : message.askedAtMs !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.askedAtMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Rent message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.Rent
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.Rent & tillbell.v1.Rent.$Shape} Rent
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Rent.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.Rent();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.rentalId = value;
                            else
                                delete message.rentalId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.expiresAtMs = value;
                            else
                                delete message.expiresAtMs;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.minimumLevelPercent = value;
                            else
                                delete message.minimumLevelPercent;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.askedAtMs = value;
                            else
                                delete message.askedAtMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Rent;
        })();

        v1.ReportConfirmation = (function() {

            /**
             * Properties of a ReportConfirmation.
             * @typedef {Object} tillbell.v1.ReportConfirmation.$Properties
             * @property {string|null} [reportLog] ReportConfirmation reportLog
             * @property {Array.<number>|null} [seqs] ReportConfirmation seqs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReportConfirmation.
             * @memberof tillbell.v1
             * @interface IReportConfirmation
             * @augments tillbell.v1.ReportConfirmation.$Properties
             * @deprecated Use tillbell.v1.ReportConfirmation.$Properties instead.
             */

            /**
             * Shape of a ReportConfirmation.
             * @typedef {tillbell.v1.ReportConfirmation.$Properties} tillbell.v1.ReportConfirmation.$Shape
             */

            /**
             * Constructs a new ReportConfirmation.
             * @memberof tillbell.v1
             * @classdesc Represents a ReportConfirmation.
             * @constructor
             * @param {tillbell.v1.ReportConfirmation.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReportConfirmation = function (properties) {
                this.seqs = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReportConfirmation reportLog.
             * @member {string} reportLog
             * @memberof tillbell.v1.ReportConfirmation
             * @instance
             */
            ReportConfirmation.prototype.reportLog = "";

            /**
             * ReportConfirmation seqs.
             * @member {Array.<number>} seqs
             * @memberof tillbell.v1.ReportConfirmation
             * @instance
             */
            ReportConfirmation.prototype.seqs = $util.emptyArray;

            /**
             * Encodes the specified ReportConfirmation message. Does not implicitly {@link tillbell.v1.ReportConfirmation.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.ReportConfirmation
             * @static
             * @param {tillbell.v1.ReportConfirmation.$Properties} message ReportConfirmation message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReportConfirmation.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.reportLog != null && $Object.hasOwnProperty.call(message, "reportLog") && message.reportLog !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.reportLog);
                if (message.seqs != null && message.seqs.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).uint64s(message.seqs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReportConfirmation message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.ReportConfirmation
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.ReportConfirmation & tillbell.v1.ReportConfirmation.$Shape} ReportConfirmation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReportConfirmation.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.ReportConfirmation();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reportLog = value;
                            else
                                delete message.reportLog;
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.seqs && message.seqs.length))
                                    message.seqs = [];
                                reader.uint64s(message.seqs);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.seqs && message.seqs.length))
                                message.seqs = [];
                            message.seqs.push(reader.uint64());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ReportConfirmation;
        })();

        v1.Clock = (function() {

            /**
             * Properties of a Clock.
             * @typedef {Object} tillbell.v1.Clock.$Properties
             * @property {number|null} [relayTimeMs] Clock relayTimeMs
             * @property {string|null} [nonce] Clock nonce
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Clock.
             * @memberof tillbell.v1
             * @interface IClock
             * @augments tillbell.v1.Clock.$Properties
             * @deprecated Use tillbell.v1.Clock.$Properties instead.
             */

            /**
             * Shape of a Clock.
             * @typedef {tillbell.v1.Clock.$Properties} tillbell.v1.Clock.$Shape
             */

            /**
             * Constructs a new Clock.
             * @memberof tillbell.v1
             * @classdesc Represents a Clock.
             * @constructor
             * @param {tillbell.v1.Clock.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Clock = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Clock relayTimeMs.
             * @member {number} relayTimeMs
             * @memberof tillbell.v1.Clock
             * @instance
             */
            Clock.prototype.relayTimeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Clock nonce.
             * @member {string} nonce
             * @memberof tillbell.v1.Clock
             * @instance
             */
            Clock.prototype.nonce = "";

            /**
             * Encodes the specified Clock message. Does not implicitly {@link tillbell.v1.Clock.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.Clock
             * @static
             * @param {tillbell.v1.Clock.$Properties} message Clock message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Clock.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.relayTimeMs != null && $Object.hasOwnProperty.call(message, "relayTimeMs") && (typeof message.relayTimeMs === "object" ? message.relayTimeMs.low || message.relayTimeMs.high : message.relayTimeMs !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.relayTimeMs);
                if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.nonce);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Clock message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.Clock
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.Clock & tillbell.v1.Clock.$Shape} Clock
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Clock.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.Clock();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.relayTimeMs = value;
                            else
                                delete message.relayTimeMs;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.nonce = value;
                            else
                                delete message.nonce;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Clock;
        })();

        v1.DeviceStatus = (function() {

            /**
             * Properties of a DeviceStatus.
             * @typedef {Object} tillbell.v1.DeviceStatus.$Properties
             * @property {number|null} [volumePercent] DeviceStatus volumePercent
             * @property {number|null} [batteryMillivolts] DeviceStatus batteryMillivolts
             * @property {number|null} [waiting] DeviceStatus waiting
             * @property {number|null} [inboxNotices] DeviceStatus inboxNotices
             * @property {string|null} [language] DeviceStatus language
             * @property {string|null} [software] DeviceStatus software
             * @property {boolean|null} [panel] DeviceStatus panel
             * @property {Array.<string>|null} [warnings] DeviceStatus warnings
             * @property {tillbell.v1.CabinetStatus.$Properties|null} [cabinet] DeviceStatus cabinet
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DeviceStatus.
             * @memberof tillbell.v1
             * @interface IDeviceStatus
             * @augments tillbell.v1.DeviceStatus.$Properties
             * @deprecated Use tillbell.v1.DeviceStatus.$Properties instead.
             */

            /**
             * Shape of a DeviceStatus.
             * @typedef {tillbell.v1.DeviceStatus.$Properties} tillbell.v1.DeviceStatus.$Shape
             */

            /**
             * Constructs a new DeviceStatus.
             * @memberof tillbell.v1
             * @classdesc Represents a DeviceStatus.
             * @constructor
             * @param {tillbell.v1.DeviceStatus.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DeviceStatus = function (properties) {
                this.warnings = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DeviceStatus volumePercent.
             * @member {number} volumePercent
             * @memberof tillbell.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.volumePercent = 0;

            /**
             * DeviceStatus batteryMillivolts.
             * @member {number} batteryMillivolts
             * @memberof tillbell.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.batteryMillivolts = 0;

            /**
             * DeviceStatus waiting.
             * @member {number} waiting
             * @memberof tillbell.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.waiting = 0;

            /**
             * DeviceStatus inboxNotices.
             * @member {number} inboxNotices
             * @memberof tillbell.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.inboxNotices = 0;

            /**
             * DeviceStatus language.
             * @member {string} language
             * @memberof tillbell.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.language = "";

            /**
             * DeviceStatus software.
             * @member {string} software
             * @memberof tillbell.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.software = "";

            /**
             * DeviceStatus panel.
             * @member {boolean} panel
             * @memberof tillbell.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.panel = false;

            /**
             * DeviceStatus warnings.
             * @member {Array.<string>} warnings
             * @memberof tillbell.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.warnings = $util.emptyArray;

            /**
             * DeviceStatus cabinet.
             * @member {tillbell.v1.CabinetStatus.$Properties|null|undefined} cabinet
             * @memberof tillbell.v1.DeviceStatus
             * @instance
             */
            DeviceStatus.prototype.cabinet = null;

            /**
             * Encodes the specified DeviceStatus message. Does not implicitly {@link tillbell.v1.DeviceStatus.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.DeviceStatus
             * @static
             * @param {tillbell.v1.DeviceStatus.$Properties} message DeviceStatus message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DeviceStatus.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.volumePercent != null && $Object.hasOwnProperty.call(message, "volumePercent") && message.volumePercent !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.volumePercent);
                if (message.batteryMillivolts != null && $Object.hasOwnProperty.call(message, "batteryMillivolts") && message.batteryMillivolts !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.batteryMillivolts);
                if (message.waiting != null && $Object.hasOwnProperty.call(message, "waiting") && message.waiting !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.waiting);
                if (message.inboxNotices != null && $Object.hasOwnProperty.call(message, "inboxNotices") && message.inboxNotices !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.inboxNotices);
                if (message.language != null && $Object.hasOwnProperty.call(message, "language") && message.language !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.language);
                if (message.software != null && $Object.hasOwnProperty.call(message, "software") && message.software !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.software);
                if (message.panel != null && $Object.hasOwnProperty.call(message, "panel") && message.panel !== false)
                    writer.uint32(/* id 7, wireType 0 =*/56).bool(message.panel);
                if (message.warnings != null && message.warnings.length)
                    for (let i = 0; i < message.warnings.length; ++i)
                        writer.uint32(/* id 8, wireType 2 =*/66).string(message.warnings[i]);
                if (message.cabinet != null && $Object.hasOwnProperty.call(message, "cabinet"))
                    $root.tillbell.v1.CabinetStatus.encode(message.cabinet, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DeviceStatus message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.DeviceStatus
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.DeviceStatus & tillbell.v1.DeviceStatus.$Shape} DeviceStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DeviceStatus.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.DeviceStatus();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.volumePercent = value;
                            else
                                delete message.volumePercent;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.batteryMillivolts = value;
                            else
                                delete message.batteryMillivolts;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.waiting = value;
                            else
                                delete message.waiting;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.inboxNotices = value;
                            else
                                delete message.inboxNotices;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.language = value;
                            else
                                delete message.language;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.software = value;
                            else
                                delete message.software;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.panel = value;
                            else
                                delete message.panel;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if (!(message.warnings && message.warnings.length))
                                message.warnings = [];
                            message.warnings.push(reader.stringVerify());
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.cabinet = $root.tillbell.v1.CabinetStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.cabinet);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return DeviceStatus;
        })();

        v1.CabinetStatus = (function() {

            /**
             * Properties of a CabinetStatus.
             * @typedef {Object} tillbell.v1.CabinetStatus.$Properties
             * @property {number|null} [modules] CabinetStatus modules
             * @property {number|null} [slots] CabinetStatus slots
             * @property {number|null} [banksReady] CabinetStatus banksReady
             * @property {number|null} [empty] CabinetStatus empty
             * @property {number|null} [faulted] CabinetStatus faulted
             * @property {number|null} [reportsWaiting] CabinetStatus reportsWaiting
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CabinetStatus.
             * @memberof tillbell.v1
             * @interface ICabinetStatus
             * @augments tillbell.v1.CabinetStatus.$Properties
             * @deprecated Use tillbell.v1.CabinetStatus.$Properties instead.
             */

            /**
             * Shape of a CabinetStatus.
             * @typedef {tillbell.v1.CabinetStatus.$Properties} tillbell.v1.CabinetStatus.$Shape
             */

            /**
             * Constructs a new CabinetStatus.
             * @memberof tillbell.v1
             * @classdesc Represents a CabinetStatus.
             * @constructor
             * @param {tillbell.v1.CabinetStatus.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CabinetStatus = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CabinetStatus modules.
             * @member {number} modules
             * @memberof tillbell.v1.CabinetStatus
             * @instance
             */
            CabinetStatus.prototype.modules = 0;

            /**
             * CabinetStatus slots.
             * @member {number} slots
             * @memberof tillbell.v1.CabinetStatus
             * @instance
             */
            CabinetStatus.prototype.slots = 0;

            /**
             * CabinetStatus banksReady.
             * @member {number} banksReady
             * @memberof tillbell.v1.CabinetStatus
             * @instance
             */
            CabinetStatus.prototype.banksReady = 0;

            /**
             * CabinetStatus empty.
             * @member {number} empty
             * @memberof tillbell.v1.CabinetStatus
             * @instance
             */
            CabinetStatus.prototype.empty = 0;

            /**
             * CabinetStatus faulted.
             * @member {number} faulted
             * @memberof tillbell.v1.CabinetStatus
             * @instance
             */
            CabinetStatus.prototype.faulted = 0;

            /**
             * CabinetStatus reportsWaiting.
             * @member {number} reportsWaiting
             * @memberof tillbell.v1.CabinetStatus
             * @instance
             */
            CabinetStatus.prototype.reportsWaiting = 0;

            /**
             * Encodes the specified CabinetStatus message. Does not implicitly {@link tillbell.v1.CabinetStatus.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.CabinetStatus
             * @static
             * @param {tillbell.v1.CabinetStatus.$Properties} message CabinetStatus message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CabinetStatus.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.modules != null && $Object.hasOwnProperty.call(message, "modules") && message.modules !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.modules);
                if (message.slots != null && $Object.hasOwnProperty.call(message, "slots") && message.slots !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.slots);
                if (message.banksReady != null && $Object.hasOwnProperty.call(message, "banksReady") && message.banksReady !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.banksReady);
                if (message.empty != null && $Object.hasOwnProperty.call(message, "empty") && message.empty !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.empty);
                if (message.faulted != null && $Object.hasOwnProperty.call(message, "faulted") && message.faulted !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.faulted);
                if (message.reportsWaiting != null && $Object.hasOwnProperty.call(message, "reportsWaiting") && message.reportsWaiting !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.reportsWaiting);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CabinetStatus message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.CabinetStatus
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.CabinetStatus & tillbell.v1.CabinetStatus.$Shape} CabinetStatus
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CabinetStatus.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.CabinetStatus();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.modules = value;
                            else
                                delete message.modules;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.slots = value;
                            else
                                delete message.slots;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.banksReady = value;
                            else
                                delete message.banksReady;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.empty = value;
                            else
                                delete message.empty;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.faulted = value;
                            else
                                delete message.faulted;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.reportsWaiting = value;
                            else
                                delete message.reportsWaiting;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CabinetStatus;
        })();

        v1.Hello = (function() {

            /**
             * Properties of a Hello.
             * @typedef {Object} tillbell.v1.Hello.$Properties
             * @property {string|null} [logId] Hello logId
             * @property {number|null} [upTo] Hello upTo
             * @property {number|null} [sumFen] Hello sumFen
             * @property {string|null} [nonce] Hello nonce
             * @property {tillbell.v1.DeviceStatus.$Properties|null} [status] Hello status
             * @property {number|null} [fingerprint] Hello fingerprint
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Hello.
             * @memberof tillbell.v1
             * @interface IHello
             * @augments tillbell.v1.Hello.$Properties
             * @deprecated Use tillbell.v1.Hello.$Properties instead.
             */

            /**
             * Shape of a Hello.
             * @typedef {tillbell.v1.Hello.$Properties} tillbell.v1.Hello.$Shape
             */

            /**
             * Constructs a new Hello.
             * @memberof tillbell.v1
             * @classdesc Represents a Hello.
             * @constructor
             * @param {tillbell.v1.Hello.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Hello = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Hello logId.
             * @member {string} logId
             * @memberof tillbell.v1.Hello
             * @instance
             */
            Hello.prototype.logId = "";

            /**
             * Hello upTo.
             * @member {number} upTo
             * @memberof tillbell.v1.Hello
             * @instance
             */
            Hello.prototype.upTo = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Hello sumFen.
             * @member {number} sumFen
             * @memberof tillbell.v1.Hello
             * @instance
             */
            Hello.prototype.sumFen = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Hello nonce.
             * @member {string} nonce
             * @memberof tillbell.v1.Hello
             * @instance
             */
            Hello.prototype.nonce = "";

            /**
             * Hello status.
             * @member {tillbell.v1.DeviceStatus.$Properties|null|undefined} status
             * @memberof tillbell.v1.Hello
             * @instance
             */
            Hello.prototype.status = null;

            /**
             * Hello fingerprint.
             * @member {number} fingerprint
             * @memberof tillbell.v1.Hello
             * @instance
             */
            Hello.prototype.fingerprint = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified Hello message. Does not implicitly {@link tillbell.v1.Hello.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.Hello
             * @static
             * @param {tillbell.v1.Hello.$Properties} message Hello message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Hello.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.logId != null && $Object.hasOwnProperty.call(message, "logId") && message.logId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.logId);
                if (message.upTo != null && $Object.hasOwnProperty.call(message, "upTo") && (typeof message.upTo === "object" ? message.upTo.low || message.upTo.high : message.upTo !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.upTo);
                if (message.sumFen != null && $Object.hasOwnProperty.call(message, "sumFen") && (typeof message.sumFen === "object" ? message.sumFen.low || message.sumFen.high : message.sumFen !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.sumFen);
                if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.nonce);
                if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
                    $root.tillbell.v1.DeviceStatus.encode(message.status, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.fingerprint != null && $Object.hasOwnProperty.call(message, "fingerprint") && (typeof message.fingerprint === "object" ? message.fingerprint.low || message.fingerprint.high : message.fingerprint !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.fingerprint);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Hello message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.Hello
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.Hello & tillbell.v1.Hello.$Shape} Hello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Hello.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.Hello();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.logId = value;
                            else
                                delete message.logId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.upTo = value;
                            else
                                delete message.upTo;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sumFen = value;
                            else
                                delete message.sumFen;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.nonce = value;
                            else
                                delete message.nonce;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.status = $root.tillbell.v1.DeviceStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.fingerprint = value;
                            else
                                delete message.fingerprint;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Hello;
        })();

        v1.SeqRange = (function() {

            /**
             * Properties of a SeqRange.
             * @typedef {Object} tillbell.v1.SeqRange.$Properties
             * @property {number|null} [first] SeqRange first
             * @property {number|null} [last] SeqRange last
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SeqRange.
             * @memberof tillbell.v1
             * @interface ISeqRange
             * @augments tillbell.v1.SeqRange.$Properties
             * @deprecated Use tillbell.v1.SeqRange.$Properties instead.
             */

            /**
             * Shape of a SeqRange.
             * @typedef {tillbell.v1.SeqRange.$Properties} tillbell.v1.SeqRange.$Shape
             */

            /**
             * Constructs a new SeqRange.
             * @memberof tillbell.v1
             * @classdesc Represents a SeqRange.
             * @constructor
             * @param {tillbell.v1.SeqRange.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SeqRange = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SeqRange first.
             * @member {number} first
             * @memberof tillbell.v1.SeqRange
             * @instance
             */
            SeqRange.prototype.first = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * SeqRange last.
             * @member {number} last
             * @memberof tillbell.v1.SeqRange
             * @instance
             */
            SeqRange.prototype.last = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified SeqRange message. Does not implicitly {@link tillbell.v1.SeqRange.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.SeqRange
             * @static
             * @param {tillbell.v1.SeqRange.$Properties} message SeqRange message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SeqRange.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.first != null && $Object.hasOwnProperty.call(message, "first") && (typeof message.first === "object" ? message.first.low || message.first.high : message.first !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.first);
                if (message.last != null && $Object.hasOwnProperty.call(message, "last") && (typeof message.last === "object" ? message.last.low || message.last.high : message.last !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.last);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SeqRange message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.SeqRange
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.SeqRange & tillbell.v1.SeqRange.$Shape} SeqRange
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SeqRange.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.SeqRange();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.first = value;
                            else
                                delete message.first;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.last = value;
                            else
                                delete message.last;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SeqRange;
        })();

        v1.Sync = (function() {

            /**
             * Properties of a Sync.
             * @typedef {Object} tillbell.v1.Sync.$Properties
             * @property {string|null} [logId] Sync logId
             * @property {Array.<tillbell.v1.SeqRange.$Properties>|null} [ranges] Sync ranges
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Sync.
             * @memberof tillbell.v1
             * @interface ISync
             * @augments tillbell.v1.Sync.$Properties
             * @deprecated Use tillbell.v1.Sync.$Properties instead.
             */

            /**
             * Shape of a Sync.
             * @typedef {tillbell.v1.Sync.$Properties} tillbell.v1.Sync.$Shape
             */

            /**
             * Constructs a new Sync.
             * @memberof tillbell.v1
             * @classdesc Represents a Sync.
             * @constructor
             * @param {tillbell.v1.Sync.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Sync = function (properties) {
                this.ranges = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Sync logId.
             * @member {string} logId
             * @memberof tillbell.v1.Sync
             * @instance
             */
            Sync.prototype.logId = "";

            /**
             * Sync ranges.
             * @member {Array.<tillbell.v1.SeqRange.$Properties>} ranges
             * @memberof tillbell.v1.Sync
             * @instance
             */
            Sync.prototype.ranges = $util.emptyArray;

            /**
             * Encodes the specified Sync message. Does not implicitly {@link tillbell.v1.Sync.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.Sync
             * @static
             * @param {tillbell.v1.Sync.$Properties} message Sync message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Sync.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.logId != null && $Object.hasOwnProperty.call(message, "logId") && message.logId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.logId);
                if (message.ranges != null && message.ranges.length)
                    for (let i = 0; i < message.ranges.length; ++i)
                        $root.tillbell.v1.SeqRange.encode(message.ranges[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Sync message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.Sync
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.Sync & tillbell.v1.Sync.$Shape} Sync
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Sync.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.Sync();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.logId = value;
                            else
                                delete message.logId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.ranges && message.ranges.length))
                                message.ranges = [];
                            message.ranges.push($root.tillbell.v1.SeqRange.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Sync;
        })();

        v1.Stored = (function() {

            /**
             * Properties of a Stored.
             * @typedef {Object} tillbell.v1.Stored.$Properties
             * @property {string|null} [logId] Stored logId
             * @property {Array.<number>|null} [seqs] Stored seqs
             * @property {Array.<number>|null} [heldUs] Stored heldUs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Stored.
             * @memberof tillbell.v1
             * @interface IStored
             * @augments tillbell.v1.Stored.$Properties
             * @deprecated Use tillbell.v1.Stored.$Properties instead.
             */

            /**
             * Shape of a Stored.
             * @typedef {tillbell.v1.Stored.$Properties} tillbell.v1.Stored.$Shape
             */

            /**
             * Constructs a new Stored.
             * @memberof tillbell.v1
             * @classdesc Represents a Stored.
             * @constructor
             * @param {tillbell.v1.Stored.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Stored = function (properties) {
                this.seqs = [];
                this.heldUs = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Stored logId.
             * @member {string} logId
             * @memberof tillbell.v1.Stored
             * @instance
             */
            Stored.prototype.logId = "";

            /**
             * Stored seqs.
             * @member {Array.<number>} seqs
             * @memberof tillbell.v1.Stored
             * @instance
             */
            Stored.prototype.seqs = $util.emptyArray;

            /**
             * Stored heldUs.
             * @member {Array.<number>} heldUs
             * @memberof tillbell.v1.Stored
             * @instance
             */
            Stored.prototype.heldUs = $util.emptyArray;

            /**
             * Encodes the specified Stored message. Does not implicitly {@link tillbell.v1.Stored.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.Stored
             * @static
             * @param {tillbell.v1.Stored.$Properties} message Stored message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Stored.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.logId != null && $Object.hasOwnProperty.call(message, "logId") && message.logId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.logId);
                if (message.seqs != null && message.seqs.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).uint64s(message.seqs);
                if (message.heldUs != null && message.heldUs.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).uint32s(message.heldUs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Stored message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.Stored
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.Stored & tillbell.v1.Stored.$Shape} Stored
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Stored.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.Stored();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.logId = value;
                            else
                                delete message.logId;
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.seqs && message.seqs.length))
                                    message.seqs = [];
                                reader.uint64s(message.seqs);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.seqs && message.seqs.length))
                                message.seqs = [];
                            message.seqs.push(reader.uint64());
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.heldUs && message.heldUs.length))
                                    message.heldUs = [];
                                reader.uint32s(message.heldUs);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.heldUs && message.heldUs.length))
                                message.heldUs = [];
                            message.heldUs.push(reader.uint32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Stored;
        })();

        v1.Receipt = (function() {

            /**
             * Properties of a Receipt.
             * @typedef {Object} tillbell.v1.Receipt.$Properties
             * @property {number|null} [seq] Receipt seq
             * @property {tillbell.v1.Outcome|null} [outcome] Receipt outcome
             * @property {boolean|null} [repeat] Receipt repeat
             * @property {number|null} [atMs] Receipt atMs
             * @property {number|null} [fingerprint] Receipt fingerprint
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Receipt.
             * @memberof tillbell.v1
             * @interface IReceipt
             * @augments tillbell.v1.Receipt.$Properties
             * @deprecated Use tillbell.v1.Receipt.$Properties instead.
             */

            /**
             * Shape of a Receipt.
             * @typedef {tillbell.v1.Receipt.$Properties} tillbell.v1.Receipt.$Shape
             */

            /**
             * Constructs a new Receipt.
             * @memberof tillbell.v1
             * @classdesc Represents a Receipt.
             * @constructor
             * @param {tillbell.v1.Receipt.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Receipt = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Receipt seq.
             * @member {number} seq
             * @memberof tillbell.v1.Receipt
             * @instance
             */
            Receipt.prototype.seq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Receipt outcome.
             * @member {tillbell.v1.Outcome} outcome
             * @memberof tillbell.v1.Receipt
             * @instance
             */
            Receipt.prototype.outcome = 0;

            /**
             * Receipt repeat.
             * @member {boolean} repeat
             * @memberof tillbell.v1.Receipt
             * @instance
             */
            Receipt.prototype.repeat = false;

            /**
             * Receipt atMs.
             * @member {number} atMs
             * @memberof tillbell.v1.Receipt
             * @instance
             */
            Receipt.prototype.atMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Receipt fingerprint.
             * @member {number} fingerprint
             * @memberof tillbell.v1.Receipt
             * @instance
             */
            Receipt.prototype.fingerprint = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified Receipt message. Does not implicitly {@link tillbell.v1.Receipt.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.Receipt
             * @static
             * @param {tillbell.v1.Receipt.$Properties} message Receipt message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Receipt.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && (typeof message.seq === "object" ? message.seq.low || message.seq.high : message.seq !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.seq);
                if (message.outcome != null && $Object.hasOwnProperty.call(message, "outcome") && message.outcome !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.outcome);
                if (message.repeat != null && $Object.hasOwnProperty.call(message, "repeat") && message.repeat !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.repeat);
                if (message.atMs != null && $Object.hasOwnProperty.call(message, "atMs") && (typeof message.atMs === "object" ? message.atMs.low || message.atMs.high : message.atMs !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.atMs);
                if (message.fingerprint != null && $Object.hasOwnProperty.call(message, "fingerprint") && (typeof message.fingerprint === "object" ? message.fingerprint.low || message.fingerprint.high : message.fingerprint !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.fingerprint);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Receipt message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.Receipt
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.Receipt & tillbell.v1.Receipt.$Shape} Receipt
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Receipt.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.Receipt();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.seq = value;
                            else
                                delete message.seq;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.outcome = value;
                            else
                                delete message.outcome;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.repeat = value;
                            else
                                delete message.repeat;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.atMs = value;
                            else
                                delete message.atMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.fingerprint = value;
                            else
                                delete message.fingerprint;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Receipt;
        })();

        v1.Receipts = (function() {

            /**
             * Properties of a Receipts.
             * @typedef {Object} tillbell.v1.Receipts.$Properties
             * @property {string|null} [logId] Receipts logId
             * @property {Array.<tillbell.v1.Receipt.$Properties>|null} [receipts] Receipts receipts
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Receipts.
             * @memberof tillbell.v1
             * @interface IReceipts
             * @augments tillbell.v1.Receipts.$Properties
             * @deprecated Use tillbell.v1.Receipts.$Properties instead.
             */

            /**
             * Shape of a Receipts.
             * @typedef {tillbell.v1.Receipts.$Properties} tillbell.v1.Receipts.$Shape
             */

            /**
             * Constructs a new Receipts.
             * @memberof tillbell.v1
             * @classdesc Represents a Receipts.
             * @constructor
             * @param {tillbell.v1.Receipts.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Receipts = function (properties) {
                this.receipts = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Receipts logId.
             * @member {string} logId
             * @memberof tillbell.v1.Receipts
             * @instance
             */
            Receipts.prototype.logId = "";

            /**
             * Receipts receipts.
             * @member {Array.<tillbell.v1.Receipt.$Properties>} receipts
             * @memberof tillbell.v1.Receipts
             * @instance
             */
            Receipts.prototype.receipts = $util.emptyArray;

            /**
             * Encodes the specified Receipts message. Does not implicitly {@link tillbell.v1.Receipts.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.Receipts
             * @static
             * @param {tillbell.v1.Receipts.$Properties} message Receipts message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Receipts.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.logId != null && $Object.hasOwnProperty.call(message, "logId") && message.logId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.logId);
                if (message.receipts != null && message.receipts.length)
                    for (let i = 0; i < message.receipts.length; ++i)
                        $root.tillbell.v1.Receipt.encode(message.receipts[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Receipts message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.Receipts
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.Receipts & tillbell.v1.Receipts.$Shape} Receipts
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Receipts.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.Receipts();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.logId = value;
                            else
                                delete message.logId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.receipts && message.receipts.length))
                                message.receipts = [];
                            message.receipts.push($root.tillbell.v1.Receipt.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Receipts;
        })();

        v1.Heartbeat = (function() {

            /**
             * Properties of a Heartbeat.
             * @typedef {Object} tillbell.v1.Heartbeat.$Properties
             * @property {string|null} [logId] Heartbeat logId
             * @property {number|null} [upTo] Heartbeat upTo
             * @property {number|null} [sumFen] Heartbeat sumFen
             * @property {string|null} [nonce] Heartbeat nonce
             * @property {tillbell.v1.DeviceStatus.$Properties|null} [status] Heartbeat status
             * @property {number|null} [spokenUpTo] Heartbeat spokenUpTo
             * @property {number|null} [fingerprint] Heartbeat fingerprint
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Heartbeat.
             * @memberof tillbell.v1
             * @interface IHeartbeat
             * @augments tillbell.v1.Heartbeat.$Properties
             * @deprecated Use tillbell.v1.Heartbeat.$Properties instead.
             */

            /**
             * Shape of a Heartbeat.
             * @typedef {tillbell.v1.Heartbeat.$Properties} tillbell.v1.Heartbeat.$Shape
             */

            /**
             * Constructs a new Heartbeat.
             * @memberof tillbell.v1
             * @classdesc Represents a Heartbeat.
             * @constructor
             * @param {tillbell.v1.Heartbeat.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Heartbeat = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Heartbeat logId.
             * @member {string} logId
             * @memberof tillbell.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.logId = "";

            /**
             * Heartbeat upTo.
             * @member {number} upTo
             * @memberof tillbell.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.upTo = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Heartbeat sumFen.
             * @member {number} sumFen
             * @memberof tillbell.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.sumFen = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Heartbeat nonce.
             * @member {string} nonce
             * @memberof tillbell.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.nonce = "";

            /**
             * Heartbeat status.
             * @member {tillbell.v1.DeviceStatus.$Properties|null|undefined} status
             * @memberof tillbell.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.status = null;

            /**
             * Heartbeat spokenUpTo.
             * @member {number} spokenUpTo
             * @memberof tillbell.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.spokenUpTo = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Heartbeat fingerprint.
             * @member {number} fingerprint
             * @memberof tillbell.v1.Heartbeat
             * @instance
             */
            Heartbeat.prototype.fingerprint = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified Heartbeat message. Does not implicitly {@link tillbell.v1.Heartbeat.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.Heartbeat
             * @static
             * @param {tillbell.v1.Heartbeat.$Properties} message Heartbeat message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Heartbeat.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.logId != null && $Object.hasOwnProperty.call(message, "logId") && message.logId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.logId);
                if (message.upTo != null && $Object.hasOwnProperty.call(message, "upTo") && (typeof message.upTo === "object" ? message.upTo.low || message.upTo.high : message.upTo !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.upTo);
                if (message.sumFen != null && $Object.hasOwnProperty.call(message, "sumFen") && (typeof message.sumFen === "object" ? message.sumFen.low || message.sumFen.high : message.sumFen !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.sumFen);
                if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.nonce);
                if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
                    $root.tillbell.v1.DeviceStatus.encode(message.status, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.spokenUpTo != null && $Object.hasOwnProperty.call(message, "spokenUpTo") && (typeof message.spokenUpTo === "object" ? message.spokenUpTo.low || message.spokenUpTo.high : message.spokenUpTo !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.spokenUpTo);
                if (message.fingerprint != null && $Object.hasOwnProperty.call(message, "fingerprint") && (typeof message.fingerprint === "object" ? message.fingerprint.low || message.fingerprint.high : message.fingerprint !== 0))
                    writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.fingerprint);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Heartbeat message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.Heartbeat
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.Heartbeat & tillbell.v1.Heartbeat.$Shape} Heartbeat
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Heartbeat.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.Heartbeat();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.logId = value;
                            else
                                delete message.logId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.upTo = value;
                            else
                                delete message.upTo;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sumFen = value;
                            else
                                delete message.sumFen;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.nonce = value;
                            else
                                delete message.nonce;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.status = $root.tillbell.v1.DeviceStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.spokenUpTo = value;
                            else
                                delete message.spokenUpTo;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.fingerprint = value;
                            else
                                delete message.fingerprint;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Heartbeat;
        })();

        v1.CommandResult = (function() {

            /**
             * Properties of a CommandResult.
             * @typedef {Object} tillbell.v1.CommandResult.$Properties
             * @property {string|null} [id] CommandResult id
             * @property {boolean|null} [done] CommandResult done
             * @property {string|null} [message] CommandResult message
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CommandResult.
             * @memberof tillbell.v1
             * @interface ICommandResult
             * @augments tillbell.v1.CommandResult.$Properties
             * @deprecated Use tillbell.v1.CommandResult.$Properties instead.
             */

            /**
             * Shape of a CommandResult.
             * @typedef {tillbell.v1.CommandResult.$Properties} tillbell.v1.CommandResult.$Shape
             */

            /**
             * Constructs a new CommandResult.
             * @memberof tillbell.v1
             * @classdesc Represents a CommandResult.
             * @constructor
             * @param {tillbell.v1.CommandResult.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CommandResult = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CommandResult id.
             * @member {string} id
             * @memberof tillbell.v1.CommandResult
             * @instance
             */
            CommandResult.prototype.id = "";

            /**
             * CommandResult done.
             * @member {boolean} done
             * @memberof tillbell.v1.CommandResult
             * @instance
             */
            CommandResult.prototype.done = false;

            /**
             * CommandResult message.
             * @member {string} message
             * @memberof tillbell.v1.CommandResult
             * @instance
             */
            CommandResult.prototype.message = "";

            /**
             * Encodes the specified CommandResult message. Does not implicitly {@link tillbell.v1.CommandResult.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.CommandResult
             * @static
             * @param {tillbell.v1.CommandResult.$Properties} message CommandResult message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CommandResult.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                if (message.done != null && $Object.hasOwnProperty.call(message, "done") && message.done !== false)
                    writer.uint32(/* id 2, wireType 0 =*/16).bool(message.done);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.message);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CommandResult message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.CommandResult
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.CommandResult & tillbell.v1.CommandResult.$Shape} CommandResult
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CommandResult.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.CommandResult();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.done = value;
                            else
                                delete message.done;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CommandResult;
        })();

        v1.RentStored = (function() {

            /**
             * Properties of a RentStored.
             * @typedef {Object} tillbell.v1.RentStored.$Properties
             * @property {string|null} [rentalId] RentStored rentalId
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RentStored.
             * @memberof tillbell.v1
             * @interface IRentStored
             * @augments tillbell.v1.RentStored.$Properties
             * @deprecated Use tillbell.v1.RentStored.$Properties instead.
             */

            /**
             * Shape of a RentStored.
             * @typedef {tillbell.v1.RentStored.$Properties} tillbell.v1.RentStored.$Shape
             */

            /**
             * Constructs a new RentStored.
             * @memberof tillbell.v1
             * @classdesc Represents a RentStored.
             * @constructor
             * @param {tillbell.v1.RentStored.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RentStored = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RentStored rentalId.
             * @member {string} rentalId
             * @memberof tillbell.v1.RentStored
             * @instance
             */
            RentStored.prototype.rentalId = "";

            /**
             * Encodes the specified RentStored message. Does not implicitly {@link tillbell.v1.RentStored.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.RentStored
             * @static
             * @param {tillbell.v1.RentStored.$Properties} message RentStored message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RentStored.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.rentalId != null && $Object.hasOwnProperty.call(message, "rentalId") && message.rentalId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.rentalId);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RentStored message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.RentStored
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.RentStored & tillbell.v1.RentStored.$Shape} RentStored
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RentStored.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.RentStored();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.rentalId = value;
                            else
                                delete message.rentalId;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RentStored;
        })();

        v1.RentRefused = (function() {

            /**
             * Properties of a RentRefused.
             * @typedef {Object} tillbell.v1.RentRefused.$Properties
             * @property {string|null} [rentalId] RentRefused rentalId
             * @property {string|null} [code] RentRefused code
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RentRefused.
             * @memberof tillbell.v1
             * @interface IRentRefused
             * @augments tillbell.v1.RentRefused.$Properties
             * @deprecated Use tillbell.v1.RentRefused.$Properties instead.
             */

            /**
             * Shape of a RentRefused.
             * @typedef {tillbell.v1.RentRefused.$Properties} tillbell.v1.RentRefused.$Shape
             */

            /**
             * Constructs a new RentRefused.
             * @memberof tillbell.v1
             * @classdesc Represents a RentRefused.
             * @constructor
             * @param {tillbell.v1.RentRefused.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RentRefused = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RentRefused rentalId.
             * @member {string} rentalId
             * @memberof tillbell.v1.RentRefused
             * @instance
             */
            RentRefused.prototype.rentalId = "";

            /**
             * RentRefused code.
             * @member {string} code
             * @memberof tillbell.v1.RentRefused
             * @instance
             */
            RentRefused.prototype.code = "";

            /**
             * Encodes the specified RentRefused message. Does not implicitly {@link tillbell.v1.RentRefused.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.RentRefused
             * @static
             * @param {tillbell.v1.RentRefused.$Properties} message RentRefused message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RentRefused.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.rentalId != null && $Object.hasOwnProperty.call(message, "rentalId") && message.rentalId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.rentalId);
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.code);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RentRefused message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.RentRefused
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.RentRefused & tillbell.v1.RentRefused.$Shape} RentRefused
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RentRefused.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.RentRefused();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.rentalId = value;
                            else
                                delete message.rentalId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RentRefused;
        })();

        /**
         * RentalOutcome enum.
         * @name tillbell.v1.RentalOutcome
         * @enum {number}
         * @property {number} RENTAL_OUTCOME_UNSPECIFIED=0 RENTAL_OUTCOME_UNSPECIFIED value
         * @property {number} TAKEN=1 TAKEN value
         * @property {number} NOT_TAKEN=2 NOT_TAKEN value
         * @property {number} FAILED=3 FAILED value
         */
        v1.RentalOutcome = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "RENTAL_OUTCOME_UNSPECIFIED"] = 0;
            values[valuesById[1] = "TAKEN"] = 1;
            values[valuesById[2] = "NOT_TAKEN"] = 2;
            values[valuesById[3] = "FAILED"] = 3;
            return values;
        })();

        /**
         * Protection enum.
         * @name tillbell.v1.Protection
         * @enum {number}
         * @property {number} PROTECTION_UNSPECIFIED=0 PROTECTION_UNSPECIFIED value
         * @property {number} OVER_VOLTAGE=1 OVER_VOLTAGE value
         * @property {number} UNDER_VOLTAGE=2 UNDER_VOLTAGE value
         * @property {number} OVER_CURRENT=3 OVER_CURRENT value
         * @property {number} SHORT_CIRCUIT=4 SHORT_CIRCUIT value
         * @property {number} OVER_TEMPERATURE=5 OVER_TEMPERATURE value
         * @property {number} UNDER_TEMPERATURE=6 UNDER_TEMPERATURE value
         * @property {number} REVERSE_POLARITY=7 REVERSE_POLARITY value
         * @property {number} CHARGE_TIMEOUT=8 CHARGE_TIMEOUT value
         * @property {number} SENSOR_FAULT=9 SENSOR_FAULT value
         */
        v1.Protection = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "PROTECTION_UNSPECIFIED"] = 0;
            values[valuesById[1] = "OVER_VOLTAGE"] = 1;
            values[valuesById[2] = "UNDER_VOLTAGE"] = 2;
            values[valuesById[3] = "OVER_CURRENT"] = 3;
            values[valuesById[4] = "SHORT_CIRCUIT"] = 4;
            values[valuesById[5] = "OVER_TEMPERATURE"] = 5;
            values[valuesById[6] = "UNDER_TEMPERATURE"] = 6;
            values[valuesById[7] = "REVERSE_POLARITY"] = 7;
            values[valuesById[8] = "CHARGE_TIMEOUT"] = 8;
            values[valuesById[9] = "SENSOR_FAULT"] = 9;
            return values;
        })();

        v1.RentalEnded = (function() {

            /**
             * Properties of a RentalEnded.
             * @typedef {Object} tillbell.v1.RentalEnded.$Properties
             * @property {string|null} [rentalId] RentalEnded rentalId
             * @property {tillbell.v1.RentalOutcome|null} [outcome] RentalEnded outcome
             * @property {string|null} [code] RentalEnded code
             * @property {tillbell.v1.Slot.$Properties|null} [at] RentalEnded at
             * @property {string|null} [bankId] RentalEnded bankId
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RentalEnded.
             * @memberof tillbell.v1
             * @interface IRentalEnded
             * @augments tillbell.v1.RentalEnded.$Properties
             * @deprecated Use tillbell.v1.RentalEnded.$Properties instead.
             */

            /**
             * Shape of a RentalEnded.
             * @typedef {tillbell.v1.RentalEnded.$Properties} tillbell.v1.RentalEnded.$Shape
             */

            /**
             * Constructs a new RentalEnded.
             * @memberof tillbell.v1
             * @classdesc Represents a RentalEnded.
             * @constructor
             * @param {tillbell.v1.RentalEnded.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RentalEnded = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RentalEnded rentalId.
             * @member {string} rentalId
             * @memberof tillbell.v1.RentalEnded
             * @instance
             */
            RentalEnded.prototype.rentalId = "";

            /**
             * RentalEnded outcome.
             * @member {tillbell.v1.RentalOutcome} outcome
             * @memberof tillbell.v1.RentalEnded
             * @instance
             */
            RentalEnded.prototype.outcome = 0;

            /**
             * RentalEnded code.
             * @member {string} code
             * @memberof tillbell.v1.RentalEnded
             * @instance
             */
            RentalEnded.prototype.code = "";

            /**
             * RentalEnded at.
             * @member {tillbell.v1.Slot.$Properties|null|undefined} at
             * @memberof tillbell.v1.RentalEnded
             * @instance
             */
            RentalEnded.prototype.at = null;

            /**
             * RentalEnded bankId.
             * @member {string} bankId
             * @memberof tillbell.v1.RentalEnded
             * @instance
             */
            RentalEnded.prototype.bankId = "";

            /**
             * Encodes the specified RentalEnded message. Does not implicitly {@link tillbell.v1.RentalEnded.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.RentalEnded
             * @static
             * @param {tillbell.v1.RentalEnded.$Properties} message RentalEnded message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RentalEnded.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.rentalId != null && $Object.hasOwnProperty.call(message, "rentalId") && message.rentalId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.rentalId);
                if (message.outcome != null && $Object.hasOwnProperty.call(message, "outcome") && message.outcome !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.outcome);
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.code);
                if (message.at != null && $Object.hasOwnProperty.call(message, "at"))
                    $root.tillbell.v1.Slot.encode(message.at, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.bankId != null && $Object.hasOwnProperty.call(message, "bankId") && message.bankId !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.bankId);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RentalEnded message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.RentalEnded
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.RentalEnded & tillbell.v1.RentalEnded.$Shape} RentalEnded
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RentalEnded.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.RentalEnded();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.rentalId = value;
                            else
                                delete message.rentalId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.outcome = value;
                            else
                                delete message.outcome;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.at = $root.tillbell.v1.Slot.decode(reader, reader.size(), $undefined, _depth + 1, message.at);
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.bankId = value;
                            else
                                delete message.bankId;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return RentalEnded;
        })();

        v1.BankReturned = (function() {

            /**
             * Properties of a BankReturned.
             * @typedef {Object} tillbell.v1.BankReturned.$Properties
             * @property {string|null} [bankId] BankReturned bankId
             * @property {tillbell.v1.Slot.$Properties|null} [at] BankReturned at
             * @property {number|null} [levelPercent] BankReturned levelPercent
             * @property {string|null} [rentalId] BankReturned rentalId
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a BankReturned.
             * @memberof tillbell.v1
             * @interface IBankReturned
             * @augments tillbell.v1.BankReturned.$Properties
             * @deprecated Use tillbell.v1.BankReturned.$Properties instead.
             */

            /**
             * Shape of a BankReturned.
             * @typedef {tillbell.v1.BankReturned.$Properties} tillbell.v1.BankReturned.$Shape
             */

            /**
             * Constructs a new BankReturned.
             * @memberof tillbell.v1
             * @classdesc Represents a BankReturned.
             * @constructor
             * @param {tillbell.v1.BankReturned.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const BankReturned = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * BankReturned bankId.
             * @member {string} bankId
             * @memberof tillbell.v1.BankReturned
             * @instance
             */
            BankReturned.prototype.bankId = "";

            /**
             * BankReturned at.
             * @member {tillbell.v1.Slot.$Properties|null|undefined} at
             * @memberof tillbell.v1.BankReturned
             * @instance
             */
            BankReturned.prototype.at = null;

            /**
             * BankReturned levelPercent.
             * @member {number} levelPercent
             * @memberof tillbell.v1.BankReturned
             * @instance
             */
            BankReturned.prototype.levelPercent = 0;

            /**
             * BankReturned rentalId.
             * @member {string} rentalId
             * @memberof tillbell.v1.BankReturned
             * @instance
             */
            BankReturned.prototype.rentalId = "";

            /**
             * Encodes the specified BankReturned message. Does not implicitly {@link tillbell.v1.BankReturned.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.BankReturned
             * @static
             * @param {tillbell.v1.BankReturned.$Properties} message BankReturned message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            BankReturned.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.bankId != null && $Object.hasOwnProperty.call(message, "bankId") && message.bankId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.bankId);
                if (message.at != null && $Object.hasOwnProperty.call(message, "at"))
                    $root.tillbell.v1.Slot.encode(message.at, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.levelPercent != null && $Object.hasOwnProperty.call(message, "levelPercent") && message.levelPercent !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.levelPercent);
                if (message.rentalId != null && $Object.hasOwnProperty.call(message, "rentalId") && message.rentalId !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.rentalId);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a BankReturned message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.BankReturned
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.BankReturned & tillbell.v1.BankReturned.$Shape} BankReturned
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            BankReturned.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.BankReturned();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.bankId = value;
                            else
                                delete message.bankId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.at = $root.tillbell.v1.Slot.decode(reader, reader.size(), $undefined, _depth + 1, message.at);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.levelPercent = value;
                            else
                                delete message.levelPercent;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.rentalId = value;
                            else
                                delete message.rentalId;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return BankReturned;
        })();

        v1.ReturnRefused = (function() {

            /**
             * Properties of a ReturnRefused.
             * @typedef {Object} tillbell.v1.ReturnRefused.$Properties
             * @property {string|null} [code] ReturnRefused code
             * @property {tillbell.v1.Slot.$Properties|null} [at] ReturnRefused at
             * @property {string|null} [bankId] ReturnRefused bankId
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReturnRefused.
             * @memberof tillbell.v1
             * @interface IReturnRefused
             * @augments tillbell.v1.ReturnRefused.$Properties
             * @deprecated Use tillbell.v1.ReturnRefused.$Properties instead.
             */

            /**
             * Shape of a ReturnRefused.
             * @typedef {tillbell.v1.ReturnRefused.$Properties} tillbell.v1.ReturnRefused.$Shape
             */

            /**
             * Constructs a new ReturnRefused.
             * @memberof tillbell.v1
             * @classdesc Represents a ReturnRefused.
             * @constructor
             * @param {tillbell.v1.ReturnRefused.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReturnRefused = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReturnRefused code.
             * @member {string} code
             * @memberof tillbell.v1.ReturnRefused
             * @instance
             */
            ReturnRefused.prototype.code = "";

            /**
             * ReturnRefused at.
             * @member {tillbell.v1.Slot.$Properties|null|undefined} at
             * @memberof tillbell.v1.ReturnRefused
             * @instance
             */
            ReturnRefused.prototype.at = null;

            /**
             * ReturnRefused bankId.
             * @member {string} bankId
             * @memberof tillbell.v1.ReturnRefused
             * @instance
             */
            ReturnRefused.prototype.bankId = "";

            /**
             * Encodes the specified ReturnRefused message. Does not implicitly {@link tillbell.v1.ReturnRefused.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.ReturnRefused
             * @static
             * @param {tillbell.v1.ReturnRefused.$Properties} message ReturnRefused message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReturnRefused.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.code);
                if (message.at != null && $Object.hasOwnProperty.call(message, "at"))
                    $root.tillbell.v1.Slot.encode(message.at, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.bankId != null && $Object.hasOwnProperty.call(message, "bankId") && message.bankId !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.bankId);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReturnRefused message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.ReturnRefused
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.ReturnRefused & tillbell.v1.ReturnRefused.$Shape} ReturnRefused
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReturnRefused.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.ReturnRefused();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.at = $root.tillbell.v1.Slot.decode(reader, reader.size(), $undefined, _depth + 1, message.at);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.bankId = value;
                            else
                                delete message.bankId;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ReturnRefused;
        })();

        v1.TripReading = (function() {

            /**
             * Properties of a TripReading.
             * @typedef {Object} tillbell.v1.TripReading.$Properties
             * @property {number|null} [beforeMs] TripReading beforeMs
             * @property {number|null} [voltageMillivolts] TripReading voltageMillivolts
             * @property {number|null} [currentMilliamps] TripReading currentMilliamps
             * @property {number|null} [bankDeciCelsius] TripReading bankDeciCelsius
             * @property {number|null} [slotDeciCelsius] TripReading slotDeciCelsius
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TripReading.
             * @memberof tillbell.v1
             * @interface ITripReading
             * @augments tillbell.v1.TripReading.$Properties
             * @deprecated Use tillbell.v1.TripReading.$Properties instead.
             */

            /**
             * Shape of a TripReading.
             * @typedef {tillbell.v1.TripReading.$Properties} tillbell.v1.TripReading.$Shape
             */

            /**
             * Constructs a new TripReading.
             * @memberof tillbell.v1
             * @classdesc Represents a TripReading.
             * @constructor
             * @param {tillbell.v1.TripReading.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TripReading = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TripReading beforeMs.
             * @member {number} beforeMs
             * @memberof tillbell.v1.TripReading
             * @instance
             */
            TripReading.prototype.beforeMs = 0;

            /**
             * TripReading voltageMillivolts.
             * @member {number} voltageMillivolts
             * @memberof tillbell.v1.TripReading
             * @instance
             */
            TripReading.prototype.voltageMillivolts = 0;

            /**
             * TripReading currentMilliamps.
             * @member {number} currentMilliamps
             * @memberof tillbell.v1.TripReading
             * @instance
             */
            TripReading.prototype.currentMilliamps = 0;

            /**
             * TripReading bankDeciCelsius.
             * @member {number} bankDeciCelsius
             * @memberof tillbell.v1.TripReading
             * @instance
             */
            TripReading.prototype.bankDeciCelsius = 0;

            /**
             * TripReading slotDeciCelsius.
             * @member {number} slotDeciCelsius
             * @memberof tillbell.v1.TripReading
             * @instance
             */
            TripReading.prototype.slotDeciCelsius = 0;

            /**
             * Encodes the specified TripReading message. Does not implicitly {@link tillbell.v1.TripReading.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.TripReading
             * @static
             * @param {tillbell.v1.TripReading.$Properties} message TripReading message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TripReading.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.beforeMs != null && $Object.hasOwnProperty.call(message, "beforeMs") && message.beforeMs !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.beforeMs);
                if (message.voltageMillivolts != null && $Object.hasOwnProperty.call(message, "voltageMillivolts") && message.voltageMillivolts !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.voltageMillivolts);
                if (message.currentMilliamps != null && $Object.hasOwnProperty.call(message, "currentMilliamps") && message.currentMilliamps !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).sint32(message.currentMilliamps);
                if (message.bankDeciCelsius != null && $Object.hasOwnProperty.call(message, "bankDeciCelsius") && message.bankDeciCelsius !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).sint32(message.bankDeciCelsius);
                if (message.slotDeciCelsius != null && $Object.hasOwnProperty.call(message, "slotDeciCelsius") && message.slotDeciCelsius !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).sint32(message.slotDeciCelsius);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TripReading message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.TripReading
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.TripReading & tillbell.v1.TripReading.$Shape} TripReading
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TripReading.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.TripReading();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.beforeMs = value;
                            else
                                delete message.beforeMs;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.voltageMillivolts = value;
                            else
                                delete message.voltageMillivolts;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.sint32())
                                message.currentMilliamps = value;
                            else
                                delete message.currentMilliamps;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.sint32())
                                message.bankDeciCelsius = value;
                            else
                                delete message.bankDeciCelsius;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.sint32())
                                message.slotDeciCelsius = value;
                            else
                                delete message.slotDeciCelsius;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return TripReading;
        })();

        v1.ProtectionTripped = (function() {

            /**
             * Properties of a ProtectionTripped.
             * @typedef {Object} tillbell.v1.ProtectionTripped.$Properties
             * @property {tillbell.v1.Protection|null} [protection] ProtectionTripped protection
             * @property {tillbell.v1.Slot.$Properties|null} [at] ProtectionTripped at
             * @property {boolean|null} [latched] ProtectionTripped latched
             * @property {string|null} [bankId] ProtectionTripped bankId
             * @property {Array.<tillbell.v1.TripReading.$Properties>|null} [readings] ProtectionTripped readings
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ProtectionTripped.
             * @memberof tillbell.v1
             * @interface IProtectionTripped
             * @augments tillbell.v1.ProtectionTripped.$Properties
             * @deprecated Use tillbell.v1.ProtectionTripped.$Properties instead.
             */

            /**
             * Shape of a ProtectionTripped.
             * @typedef {tillbell.v1.ProtectionTripped.$Properties} tillbell.v1.ProtectionTripped.$Shape
             */

            /**
             * Constructs a new ProtectionTripped.
             * @memberof tillbell.v1
             * @classdesc Represents a ProtectionTripped.
             * @constructor
             * @param {tillbell.v1.ProtectionTripped.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ProtectionTripped = function (properties) {
                this.readings = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ProtectionTripped protection.
             * @member {tillbell.v1.Protection} protection
             * @memberof tillbell.v1.ProtectionTripped
             * @instance
             */
            ProtectionTripped.prototype.protection = 0;

            /**
             * ProtectionTripped at.
             * @member {tillbell.v1.Slot.$Properties|null|undefined} at
             * @memberof tillbell.v1.ProtectionTripped
             * @instance
             */
            ProtectionTripped.prototype.at = null;

            /**
             * ProtectionTripped latched.
             * @member {boolean} latched
             * @memberof tillbell.v1.ProtectionTripped
             * @instance
             */
            ProtectionTripped.prototype.latched = false;

            /**
             * ProtectionTripped bankId.
             * @member {string} bankId
             * @memberof tillbell.v1.ProtectionTripped
             * @instance
             */
            ProtectionTripped.prototype.bankId = "";

            /**
             * ProtectionTripped readings.
             * @member {Array.<tillbell.v1.TripReading.$Properties>} readings
             * @memberof tillbell.v1.ProtectionTripped
             * @instance
             */
            ProtectionTripped.prototype.readings = $util.emptyArray;

            /**
             * Encodes the specified ProtectionTripped message. Does not implicitly {@link tillbell.v1.ProtectionTripped.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.ProtectionTripped
             * @static
             * @param {tillbell.v1.ProtectionTripped.$Properties} message ProtectionTripped message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ProtectionTripped.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.protection != null && $Object.hasOwnProperty.call(message, "protection") && message.protection !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).int32(message.protection);
                if (message.at != null && $Object.hasOwnProperty.call(message, "at"))
                    $root.tillbell.v1.Slot.encode(message.at, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.latched != null && $Object.hasOwnProperty.call(message, "latched") && message.latched !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.latched);
                if (message.bankId != null && $Object.hasOwnProperty.call(message, "bankId") && message.bankId !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.bankId);
                if (message.readings != null && message.readings.length)
                    for (let i = 0; i < message.readings.length; ++i)
                        $root.tillbell.v1.TripReading.encode(message.readings[i], writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ProtectionTripped message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.ProtectionTripped
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.ProtectionTripped & tillbell.v1.ProtectionTripped.$Shape} ProtectionTripped
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ProtectionTripped.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.ProtectionTripped();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.protection = value;
                            else
                                delete message.protection;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.at = $root.tillbell.v1.Slot.decode(reader, reader.size(), $undefined, _depth + 1, message.at);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.latched = value;
                            else
                                delete message.latched;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.bankId = value;
                            else
                                delete message.bankId;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.readings && message.readings.length))
                                message.readings = [];
                            message.readings.push($root.tillbell.v1.TripReading.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ProtectionTripped;
        })();

        v1.BankMissing = (function() {

            /**
             * Properties of a BankMissing.
             * @typedef {Object} tillbell.v1.BankMissing.$Properties
             * @property {string|null} [bankId] BankMissing bankId
             * @property {tillbell.v1.Slot.$Properties|null} [at] BankMissing at
             * @property {string|null} [rentalId] BankMissing rentalId
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a BankMissing.
             * @memberof tillbell.v1
             * @interface IBankMissing
             * @augments tillbell.v1.BankMissing.$Properties
             * @deprecated Use tillbell.v1.BankMissing.$Properties instead.
             */

            /**
             * Shape of a BankMissing.
             * @typedef {tillbell.v1.BankMissing.$Properties} tillbell.v1.BankMissing.$Shape
             */

            /**
             * Constructs a new BankMissing.
             * @memberof tillbell.v1
             * @classdesc Represents a BankMissing.
             * @constructor
             * @param {tillbell.v1.BankMissing.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const BankMissing = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * BankMissing bankId.
             * @member {string} bankId
             * @memberof tillbell.v1.BankMissing
             * @instance
             */
            BankMissing.prototype.bankId = "";

            /**
             * BankMissing at.
             * @member {tillbell.v1.Slot.$Properties|null|undefined} at
             * @memberof tillbell.v1.BankMissing
             * @instance
             */
            BankMissing.prototype.at = null;

            /**
             * BankMissing rentalId.
             * @member {string} rentalId
             * @memberof tillbell.v1.BankMissing
             * @instance
             */
            BankMissing.prototype.rentalId = "";

            /**
             * Encodes the specified BankMissing message. Does not implicitly {@link tillbell.v1.BankMissing.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.BankMissing
             * @static
             * @param {tillbell.v1.BankMissing.$Properties} message BankMissing message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            BankMissing.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.bankId != null && $Object.hasOwnProperty.call(message, "bankId") && message.bankId !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.bankId);
                if (message.at != null && $Object.hasOwnProperty.call(message, "at"))
                    $root.tillbell.v1.Slot.encode(message.at, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.rentalId != null && $Object.hasOwnProperty.call(message, "rentalId") && message.rentalId !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.rentalId);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a BankMissing message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.BankMissing
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.BankMissing & tillbell.v1.BankMissing.$Shape} BankMissing
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            BankMissing.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.BankMissing();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.bankId = value;
                            else
                                delete message.bankId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.at = $root.tillbell.v1.Slot.decode(reader, reader.size(), $undefined, _depth + 1, message.at);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.rentalId = value;
                            else
                                delete message.rentalId;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return BankMissing;
        })();

        v1.SlotChanged = (function() {

            /**
             * Properties of a SlotChanged.
             * @typedef {Object} tillbell.v1.SlotChanged.$Properties
             * @property {tillbell.v1.Slot.$Properties|null} [at] SlotChanged at
             * @property {string|null} [state] SlotChanged state
             * @property {string|null} [code] SlotChanged code
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SlotChanged.
             * @memberof tillbell.v1
             * @interface ISlotChanged
             * @augments tillbell.v1.SlotChanged.$Properties
             * @deprecated Use tillbell.v1.SlotChanged.$Properties instead.
             */

            /**
             * Shape of a SlotChanged.
             * @typedef {tillbell.v1.SlotChanged.$Properties} tillbell.v1.SlotChanged.$Shape
             */

            /**
             * Constructs a new SlotChanged.
             * @memberof tillbell.v1
             * @classdesc Represents a SlotChanged.
             * @constructor
             * @param {tillbell.v1.SlotChanged.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SlotChanged = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SlotChanged at.
             * @member {tillbell.v1.Slot.$Properties|null|undefined} at
             * @memberof tillbell.v1.SlotChanged
             * @instance
             */
            SlotChanged.prototype.at = null;

            /**
             * SlotChanged state.
             * @member {string} state
             * @memberof tillbell.v1.SlotChanged
             * @instance
             */
            SlotChanged.prototype.state = "";

            /**
             * SlotChanged code.
             * @member {string} code
             * @memberof tillbell.v1.SlotChanged
             * @instance
             */
            SlotChanged.prototype.code = "";

            /**
             * Encodes the specified SlotChanged message. Does not implicitly {@link tillbell.v1.SlotChanged.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.SlotChanged
             * @static
             * @param {tillbell.v1.SlotChanged.$Properties} message SlotChanged message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SlotChanged.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.at != null && $Object.hasOwnProperty.call(message, "at"))
                    $root.tillbell.v1.Slot.encode(message.at, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.state);
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.code);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SlotChanged message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.SlotChanged
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.SlotChanged & tillbell.v1.SlotChanged.$Shape} SlotChanged
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SlotChanged.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.SlotChanged();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.at = $root.tillbell.v1.Slot.decode(reader, reader.size(), $undefined, _depth + 1, message.at);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.state = value;
                            else
                                delete message.state;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SlotChanged;
        })();

        v1.CabinetReport = (function() {

            /**
             * Properties of a CabinetReport.
             * @typedef {Object} tillbell.v1.CabinetReport.$Properties
             * @property {number|null} [seq] CabinetReport seq
             * @property {number|null} [atMs] CabinetReport atMs
             * @property {boolean|null} [atUncertain] CabinetReport atUncertain
             * @property {tillbell.v1.RentalEnded.$Properties|null} [rentalEnded] CabinetReport rentalEnded
             * @property {tillbell.v1.BankReturned.$Properties|null} [bankReturned] CabinetReport bankReturned
             * @property {tillbell.v1.ReturnRefused.$Properties|null} [returnRefused] CabinetReport returnRefused
             * @property {tillbell.v1.ProtectionTripped.$Properties|null} [protectionTripped] CabinetReport protectionTripped
             * @property {tillbell.v1.BankMissing.$Properties|null} [bankMissing] CabinetReport bankMissing
             * @property {tillbell.v1.SlotChanged.$Properties|null} [slotChanged] CabinetReport slotChanged
             * @property {"rentalEnded"|"bankReturned"|"returnRefused"|"protectionTripped"|"bankMissing"|"slotChanged"} [what] CabinetReport what
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CabinetReport.
             * @memberof tillbell.v1
             * @interface ICabinetReport
             * @augments tillbell.v1.CabinetReport.$Properties
             * @deprecated Use tillbell.v1.CabinetReport.$Properties instead.
             */

            /**
             * Narrowed shape of a CabinetReport.
             * @typedef {{
             *   seq?: number|null;
             *   atMs?: number|null;
             *   atUncertain?: boolean|null;
             *   rentalEnded?: tillbell.v1.RentalEnded.$Shape|null;
             *   bankReturned?: tillbell.v1.BankReturned.$Shape|null;
             *   returnRefused?: tillbell.v1.ReturnRefused.$Shape|null;
             *   protectionTripped?: tillbell.v1.ProtectionTripped.$Shape|null;
             *   bankMissing?: tillbell.v1.BankMissing.$Shape|null;
             *   slotChanged?: tillbell.v1.SlotChanged.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ what?: undefined; rentalEnded?: null; bankReturned?: null; returnRefused?: null; protectionTripped?: null; bankMissing?: null; slotChanged?: null }|{ what?: "rentalEnded"; rentalEnded: tillbell.v1.RentalEnded.$Shape; bankReturned?: null; returnRefused?: null; protectionTripped?: null; bankMissing?: null; slotChanged?: null }|{ what?: "bankReturned"; rentalEnded?: null; bankReturned: tillbell.v1.BankReturned.$Shape; returnRefused?: null; protectionTripped?: null; bankMissing?: null; slotChanged?: null }|{ what?: "returnRefused"; rentalEnded?: null; bankReturned?: null; returnRefused: tillbell.v1.ReturnRefused.$Shape; protectionTripped?: null; bankMissing?: null; slotChanged?: null }|{ what?: "protectionTripped"; rentalEnded?: null; bankReturned?: null; returnRefused?: null; protectionTripped: tillbell.v1.ProtectionTripped.$Shape; bankMissing?: null; slotChanged?: null }|{ what?: "bankMissing"; rentalEnded?: null; bankReturned?: null; returnRefused?: null; protectionTripped?: null; bankMissing: tillbell.v1.BankMissing.$Shape; slotChanged?: null }|{ what?: "slotChanged"; rentalEnded?: null; bankReturned?: null; returnRefused?: null; protectionTripped?: null; bankMissing?: null; slotChanged: tillbell.v1.SlotChanged.$Shape })
             * )} tillbell.v1.CabinetReport.$Shape
             */

            /**
             * Constructs a new CabinetReport.
             * @memberof tillbell.v1
             * @classdesc Represents a CabinetReport.
             * @constructor
             * @param {tillbell.v1.CabinetReport.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CabinetReport = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CabinetReport seq.
             * @member {number} seq
             * @memberof tillbell.v1.CabinetReport
             * @instance
             */
            CabinetReport.prototype.seq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * CabinetReport atMs.
             * @member {number} atMs
             * @memberof tillbell.v1.CabinetReport
             * @instance
             */
            CabinetReport.prototype.atMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * CabinetReport atUncertain.
             * @member {boolean} atUncertain
             * @memberof tillbell.v1.CabinetReport
             * @instance
             */
            CabinetReport.prototype.atUncertain = false;

            /**
             * CabinetReport rentalEnded.
             * @member {tillbell.v1.RentalEnded.$Properties|null|undefined} rentalEnded
             * @memberof tillbell.v1.CabinetReport
             * @instance
             */
            CabinetReport.prototype.rentalEnded = null;

            /**
             * CabinetReport bankReturned.
             * @member {tillbell.v1.BankReturned.$Properties|null|undefined} bankReturned
             * @memberof tillbell.v1.CabinetReport
             * @instance
             */
            CabinetReport.prototype.bankReturned = null;

            /**
             * CabinetReport returnRefused.
             * @member {tillbell.v1.ReturnRefused.$Properties|null|undefined} returnRefused
             * @memberof tillbell.v1.CabinetReport
             * @instance
             */
            CabinetReport.prototype.returnRefused = null;

            /**
             * CabinetReport protectionTripped.
             * @member {tillbell.v1.ProtectionTripped.$Properties|null|undefined} protectionTripped
             * @memberof tillbell.v1.CabinetReport
             * @instance
             */
            CabinetReport.prototype.protectionTripped = null;

            /**
             * CabinetReport bankMissing.
             * @member {tillbell.v1.BankMissing.$Properties|null|undefined} bankMissing
             * @memberof tillbell.v1.CabinetReport
             * @instance
             */
            CabinetReport.prototype.bankMissing = null;

            /**
             * CabinetReport slotChanged.
             * @member {tillbell.v1.SlotChanged.$Properties|null|undefined} slotChanged
             * @memberof tillbell.v1.CabinetReport
             * @instance
             */
            CabinetReport.prototype.slotChanged = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * CabinetReport what.
             * @member {"rentalEnded"|"bankReturned"|"returnRefused"|"protectionTripped"|"bankMissing"|"slotChanged"|undefined} what
             * @memberof tillbell.v1.CabinetReport
             * @instance
             */
            $Object.defineProperty(CabinetReport.prototype, "what", {
                get: $util.oneOfGetter($oneOfFields = ["rentalEnded", "bankReturned", "returnRefused", "protectionTripped", "bankMissing", "slotChanged"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified CabinetReport message. Does not implicitly {@link tillbell.v1.CabinetReport.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.CabinetReport
             * @static
             * @param {tillbell.v1.CabinetReport.$Properties} message CabinetReport message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CabinetReport.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && (typeof message.seq === "object" ? message.seq.low || message.seq.high : message.seq !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.seq);
                if (message.atMs != null && $Object.hasOwnProperty.call(message, "atMs") && (typeof message.atMs === "object" ? message.atMs.low || message.atMs.high : message.atMs !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.atMs);
                if (message.atUncertain != null && $Object.hasOwnProperty.call(message, "atUncertain") && message.atUncertain !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.atUncertain);
                if (message.rentalEnded != null && $Object.hasOwnProperty.call(message, "rentalEnded"))
                    $root.tillbell.v1.RentalEnded.encode(message.rentalEnded, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.bankReturned != null && $Object.hasOwnProperty.call(message, "bankReturned"))
                    $root.tillbell.v1.BankReturned.encode(message.bankReturned, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.returnRefused != null && $Object.hasOwnProperty.call(message, "returnRefused"))
                    $root.tillbell.v1.ReturnRefused.encode(message.returnRefused, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.protectionTripped != null && $Object.hasOwnProperty.call(message, "protectionTripped"))
                    $root.tillbell.v1.ProtectionTripped.encode(message.protectionTripped, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.bankMissing != null && $Object.hasOwnProperty.call(message, "bankMissing"))
                    $root.tillbell.v1.BankMissing.encode(message.bankMissing, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.slotChanged != null && $Object.hasOwnProperty.call(message, "slotChanged"))
                    $root.tillbell.v1.SlotChanged.encode(message.slotChanged, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CabinetReport message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.CabinetReport
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.CabinetReport & tillbell.v1.CabinetReport.$Shape} CabinetReport
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CabinetReport.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.CabinetReport();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.seq = value;
                            else
                                delete message.seq;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.atMs = value;
                            else
                                delete message.atMs;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.atUncertain = value;
                            else
                                delete message.atUncertain;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.rentalEnded = $root.tillbell.v1.RentalEnded.decode(reader, reader.size(), $undefined, _depth + 1, message.rentalEnded);
                            message.what = "rentalEnded";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.bankReturned = $root.tillbell.v1.BankReturned.decode(reader, reader.size(), $undefined, _depth + 1, message.bankReturned);
                            message.what = "bankReturned";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.returnRefused = $root.tillbell.v1.ReturnRefused.decode(reader, reader.size(), $undefined, _depth + 1, message.returnRefused);
                            message.what = "returnRefused";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.protectionTripped = $root.tillbell.v1.ProtectionTripped.decode(reader, reader.size(), $undefined, _depth + 1, message.protectionTripped);
                            message.what = "protectionTripped";
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.bankMissing = $root.tillbell.v1.BankMissing.decode(reader, reader.size(), $undefined, _depth + 1, message.bankMissing);
                            message.what = "bankMissing";
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.slotChanged = $root.tillbell.v1.SlotChanged.decode(reader, reader.size(), $undefined, _depth + 1, message.slotChanged);
                            message.what = "slotChanged";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return CabinetReport;
        })();

        v1.Reports = (function() {

            /**
             * Properties of a Reports.
             * @typedef {Object} tillbell.v1.Reports.$Properties
             * @property {string|null} [reportLog] Reports reportLog
             * @property {Array.<tillbell.v1.CabinetReport.$Properties>|null} [reports] Reports reports
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Reports.
             * @memberof tillbell.v1
             * @interface IReports
             * @augments tillbell.v1.Reports.$Properties
             * @deprecated Use tillbell.v1.Reports.$Properties instead.
             */

            /**
             * Shape of a Reports.
             * @typedef {{
             *   reportLog?: string|null;
             *   reports?: Array.<tillbell.v1.CabinetReport.$Shape>|null;
             *   $unknowns?: Array.<Uint8Array>;
             * }} tillbell.v1.Reports.$Shape
             */

            /**
             * Constructs a new Reports.
             * @memberof tillbell.v1
             * @classdesc Represents a Reports.
             * @constructor
             * @param {tillbell.v1.Reports.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Reports = function (properties) {
                this.reports = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Reports reportLog.
             * @member {string} reportLog
             * @memberof tillbell.v1.Reports
             * @instance
             */
            Reports.prototype.reportLog = "";

            /**
             * Reports reports.
             * @member {Array.<tillbell.v1.CabinetReport.$Properties>} reports
             * @memberof tillbell.v1.Reports
             * @instance
             */
            Reports.prototype.reports = $util.emptyArray;

            /**
             * Encodes the specified Reports message. Does not implicitly {@link tillbell.v1.Reports.verify|verify} messages.
             * @function encode
             * @memberof tillbell.v1.Reports
             * @static
             * @param {tillbell.v1.Reports.$Properties} message Reports message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Reports.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.reportLog != null && $Object.hasOwnProperty.call(message, "reportLog") && message.reportLog !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.reportLog);
                if (message.reports != null && message.reports.length)
                    for (let i = 0; i < message.reports.length; ++i)
                        $root.tillbell.v1.CabinetReport.encode(message.reports[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Reports message from the specified reader or buffer.
             * @function decode
             * @memberof tillbell.v1.Reports
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {tillbell.v1.Reports & tillbell.v1.Reports.$Shape} Reports
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Reports.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.tillbell.v1.Reports();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reportLog = value;
                            else
                                delete message.reportLog;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.reports && message.reports.length))
                                message.reports = [];
                            message.reports.push($root.tillbell.v1.CabinetReport.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Reports;
        })();

        return v1;
    })();

    return tillbell;
})();

export {
  $root as default
};
