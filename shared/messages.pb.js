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
             * @property {"setVolumePercent"|"sayTest"|"setLanguage"} [action] Command action
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
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ action?: undefined; setVolumePercent?: null; sayTest?: null; setLanguage?: null }|{ action?: "setVolumePercent"; setVolumePercent: number; sayTest?: null; setLanguage?: null }|{ action?: "sayTest"; setVolumePercent?: null; sayTest: boolean; setLanguage?: null }|{ action?: "setLanguage"; setVolumePercent?: null; sayTest?: null; setLanguage: string })
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

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Command action.
             * @member {"setVolumePercent"|"sayTest"|"setLanguage"|undefined} action
             * @memberof tillbell.v1.Command
             * @instance
             */
            $Object.defineProperty(Command.prototype, "action", {
                get: $util.oneOfGetter($oneOfFields = ["setVolumePercent", "sayTest", "setLanguage"]),
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

        v1.Hello = (function() {

            /**
             * Properties of a Hello.
             * @typedef {Object} tillbell.v1.Hello.$Properties
             * @property {string|null} [logId] Hello logId
             * @property {number|null} [upTo] Hello upTo
             * @property {number|null} [sumFen] Hello sumFen
             * @property {string|null} [nonce] Hello nonce
             * @property {tillbell.v1.DeviceStatus.$Properties|null} [status] Hello status
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

        return v1;
    })();

    return tillbell;
})();

export {
  $root as default
};
