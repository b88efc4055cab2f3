/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["bus"] || ($protobuf.roots["bus"] = {});

export const tillbell = $root.tillbell = (() => {

    /**
     * Namespace tillbell.
     * @exports tillbell
     * @namespace
     */
    const tillbell = {};

    tillbell.bus = (function() {

        /**
         * Namespace bus.
         * @memberof tillbell
         * @namespace
         */
        const bus = {};

        bus.v1 = (function() {

            /**
             * Namespace v1.
             * @memberof tillbell.bus
             * @namespace
             */
            const v1 = {};

            v1.Seek = (function() {

                /**
                 * Properties of a Seek.
                 * @typedef {Object} tillbell.bus.v1.Seek.$Properties
                 * @property {number|null} [bits] Seek bits
                 * @property {number|null} [suffix] Seek suffix
                 * @property {number|null} [atAddress] Seek atAddress
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Seek.
                 * @memberof tillbell.bus.v1
                 * @interface ISeek
                 * @augments tillbell.bus.v1.Seek.$Properties
                 * @deprecated Use tillbell.bus.v1.Seek.$Properties instead.
                 */

                /**
                 * Shape of a Seek.
                 * @typedef {tillbell.bus.v1.Seek.$Properties} tillbell.bus.v1.Seek.$Shape
                 */

                /**
                 * Constructs a new Seek.
                 * @memberof tillbell.bus.v1
                 * @classdesc Represents a Seek.
                 * @constructor
                 * @param {tillbell.bus.v1.Seek.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Seek = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Seek bits.
                 * @member {number} bits
                 * @memberof tillbell.bus.v1.Seek
                 * @instance
                 */
                Seek.prototype.bits = 0;

                /**
                 * Seek suffix.
                 * @member {number} suffix
                 * @memberof tillbell.bus.v1.Seek
                 * @instance
                 */
                Seek.prototype.suffix = 0;

                /**
                 * Seek atAddress.
                 * @member {number} atAddress
                 * @memberof tillbell.bus.v1.Seek
                 * @instance
                 */
                Seek.prototype.atAddress = 0;

                /**
                 * Encodes the specified Seek message. Does not implicitly {@link tillbell.bus.v1.Seek.verify|verify} messages.
                 * @function encode
                 * @memberof tillbell.bus.v1.Seek
                 * @static
                 * @param {tillbell.bus.v1.Seek.$Properties} message Seek message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Seek.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.bits != null && $Object.hasOwnProperty.call(message, "bits") && message.bits !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.bits);
                    if (message.suffix != null && $Object.hasOwnProperty.call(message, "suffix") && message.suffix !== 0)
                        writer.uint32(/* id 2, wireType 5 =*/21).fixed32(message.suffix);
                    if (message.atAddress != null && $Object.hasOwnProperty.call(message, "atAddress") && message.atAddress !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.atAddress);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Seek message from the specified reader or buffer.
                 * @function decode
                 * @memberof tillbell.bus.v1.Seek
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.Seek & tillbell.bus.v1.Seek.$Shape} Seek
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Seek.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.tillbell.bus.v1.Seek();
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
                                    message.bits = value;
                                else
                                    delete message.bits;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 5)
                                    break;
                                if (value = reader.fixed32())
                                    message.suffix = value;
                                else
                                    delete message.suffix;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.atAddress = value;
                                else
                                    delete message.atAddress;
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

                return Seek;
            })();

            v1.Assign = (function() {

                /**
                 * Properties of an Assign.
                 * @typedef {Object} tillbell.bus.v1.Assign.$Properties
                 * @property {number|null} [serial] Assign serial
                 * @property {number|null} [address] Assign address
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Assign.
                 * @memberof tillbell.bus.v1
                 * @interface IAssign
                 * @augments tillbell.bus.v1.Assign.$Properties
                 * @deprecated Use tillbell.bus.v1.Assign.$Properties instead.
                 */

                /**
                 * Shape of an Assign.
                 * @typedef {tillbell.bus.v1.Assign.$Properties} tillbell.bus.v1.Assign.$Shape
                 */

                /**
                 * Constructs a new Assign.
                 * @memberof tillbell.bus.v1
                 * @classdesc Represents an Assign.
                 * @constructor
                 * @param {tillbell.bus.v1.Assign.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Assign = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Assign serial.
                 * @member {number} serial
                 * @memberof tillbell.bus.v1.Assign
                 * @instance
                 */
                Assign.prototype.serial = 0;

                /**
                 * Assign address.
                 * @member {number} address
                 * @memberof tillbell.bus.v1.Assign
                 * @instance
                 */
                Assign.prototype.address = 0;

                /**
                 * Encodes the specified Assign message. Does not implicitly {@link tillbell.bus.v1.Assign.verify|verify} messages.
                 * @function encode
                 * @memberof tillbell.bus.v1.Assign
                 * @static
                 * @param {tillbell.bus.v1.Assign.$Properties} message Assign message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Assign.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.serial != null && $Object.hasOwnProperty.call(message, "serial") && message.serial !== 0)
                        writer.uint32(/* id 1, wireType 5 =*/13).fixed32(message.serial);
                    if (message.address != null && $Object.hasOwnProperty.call(message, "address") && message.address !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.address);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an Assign message from the specified reader or buffer.
                 * @function decode
                 * @memberof tillbell.bus.v1.Assign
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.Assign & tillbell.bus.v1.Assign.$Shape} Assign
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Assign.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.tillbell.bus.v1.Assign();
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
                                if (wireType !== 5)
                                    break;
                                if (value = reader.fixed32())
                                    message.serial = value;
                                else
                                    delete message.serial;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.address = value;
                                else
                                    delete message.address;
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

                return Assign;
            })();

            v1.Release = (function() {

                /**
                 * Properties of a Release.
                 * @typedef {Object} tillbell.bus.v1.Release.$Properties
                 * @property {number|null} [address] Release address
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Release.
                 * @memberof tillbell.bus.v1
                 * @interface IRelease
                 * @augments tillbell.bus.v1.Release.$Properties
                 * @deprecated Use tillbell.bus.v1.Release.$Properties instead.
                 */

                /**
                 * Shape of a Release.
                 * @typedef {tillbell.bus.v1.Release.$Properties} tillbell.bus.v1.Release.$Shape
                 */

                /**
                 * Constructs a new Release.
                 * @memberof tillbell.bus.v1
                 * @classdesc Represents a Release.
                 * @constructor
                 * @param {tillbell.bus.v1.Release.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Release = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Release address.
                 * @member {number} address
                 * @memberof tillbell.bus.v1.Release
                 * @instance
                 */
                Release.prototype.address = 0;

                /**
                 * Encodes the specified Release message. Does not implicitly {@link tillbell.bus.v1.Release.verify|verify} messages.
                 * @function encode
                 * @memberof tillbell.bus.v1.Release
                 * @static
                 * @param {tillbell.bus.v1.Release.$Properties} message Release message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Release.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.address != null && $Object.hasOwnProperty.call(message, "address") && message.address !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.address);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Release message from the specified reader or buffer.
                 * @function decode
                 * @memberof tillbell.bus.v1.Release
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.Release & tillbell.bus.v1.Release.$Shape} Release
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Release.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.tillbell.bus.v1.Release();
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
                                    message.address = value;
                                else
                                    delete message.address;
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

                return Release;
            })();

            v1.Poll = (function() {

                /**
                 * Properties of a Poll.
                 * @typedef {Object} tillbell.bus.v1.Poll.$Properties
                 * @property {number|null} [serial] Poll serial
                 * @property {number|null} [firstSlot] Poll firstSlot
                 * @property {number|null} [slotCount] Poll slotCount
                 * @property {tillbell.bus.v1.Outputs.$Properties|null} [outputs] Poll outputs
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Poll.
                 * @memberof tillbell.bus.v1
                 * @interface IPoll
                 * @augments tillbell.bus.v1.Poll.$Properties
                 * @deprecated Use tillbell.bus.v1.Poll.$Properties instead.
                 */

                /**
                 * Shape of a Poll.
                 * @typedef {tillbell.bus.v1.Poll.$Properties} tillbell.bus.v1.Poll.$Shape
                 */

                /**
                 * Constructs a new Poll.
                 * @memberof tillbell.bus.v1
                 * @classdesc Represents a Poll.
                 * @constructor
                 * @param {tillbell.bus.v1.Poll.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Poll = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Poll serial.
                 * @member {number} serial
                 * @memberof tillbell.bus.v1.Poll
                 * @instance
                 */
                Poll.prototype.serial = 0;

                /**
                 * Poll firstSlot.
                 * @member {number} firstSlot
                 * @memberof tillbell.bus.v1.Poll
                 * @instance
                 */
                Poll.prototype.firstSlot = 0;

                /**
                 * Poll slotCount.
                 * @member {number} slotCount
                 * @memberof tillbell.bus.v1.Poll
                 * @instance
                 */
                Poll.prototype.slotCount = 0;

                /**
                 * Poll outputs.
                 * @member {tillbell.bus.v1.Outputs.$Properties|null|undefined} outputs
                 * @memberof tillbell.bus.v1.Poll
                 * @instance
                 */
                Poll.prototype.outputs = null;

                /**
                 * Encodes the specified Poll message. Does not implicitly {@link tillbell.bus.v1.Poll.verify|verify} messages.
                 * @function encode
                 * @memberof tillbell.bus.v1.Poll
                 * @static
                 * @param {tillbell.bus.v1.Poll.$Properties} message Poll message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Poll.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.serial != null && $Object.hasOwnProperty.call(message, "serial") && message.serial !== 0)
                        writer.uint32(/* id 1, wireType 5 =*/13).fixed32(message.serial);
                    if (message.firstSlot != null && $Object.hasOwnProperty.call(message, "firstSlot") && message.firstSlot !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.firstSlot);
                    if (message.slotCount != null && $Object.hasOwnProperty.call(message, "slotCount") && message.slotCount !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.slotCount);
                    if (message.outputs != null && $Object.hasOwnProperty.call(message, "outputs"))
                        $root.tillbell.bus.v1.Outputs.encode(message.outputs, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Poll message from the specified reader or buffer.
                 * @function decode
                 * @memberof tillbell.bus.v1.Poll
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.Poll & tillbell.bus.v1.Poll.$Shape} Poll
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Poll.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.tillbell.bus.v1.Poll();
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
                                if (wireType !== 5)
                                    break;
                                if (value = reader.fixed32())
                                    message.serial = value;
                                else
                                    delete message.serial;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.firstSlot = value;
                                else
                                    delete message.firstSlot;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.slotCount = value;
                                else
                                    delete message.slotCount;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.outputs = $root.tillbell.bus.v1.Outputs.decode(reader, reader.size(), $undefined, _depth + 1, message.outputs);
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

                return Poll;
            })();

            v1.Outputs = (function() {

                /**
                 * Properties of an Outputs.
                 * @typedef {Object} tillbell.bus.v1.Outputs.$Properties
                 * @property {Array.<number>|null} [limitMilliwatts] Outputs limitMilliwatts
                 * @property {Uint8Array|null} [lights] Outputs lights
                 * @property {number|null} [fanPercent] Outputs fanPercent
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Outputs.
                 * @memberof tillbell.bus.v1
                 * @interface IOutputs
                 * @augments tillbell.bus.v1.Outputs.$Properties
                 * @deprecated Use tillbell.bus.v1.Outputs.$Properties instead.
                 */

                /**
                 * Shape of an Outputs.
                 * @typedef {tillbell.bus.v1.Outputs.$Properties} tillbell.bus.v1.Outputs.$Shape
                 */

                /**
                 * Constructs a new Outputs.
                 * @memberof tillbell.bus.v1
                 * @classdesc Represents an Outputs.
                 * @constructor
                 * @param {tillbell.bus.v1.Outputs.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Outputs = function (properties) {
                    this.limitMilliwatts = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Outputs limitMilliwatts.
                 * @member {Array.<number>} limitMilliwatts
                 * @memberof tillbell.bus.v1.Outputs
                 * @instance
                 */
                Outputs.prototype.limitMilliwatts = $util.emptyArray;

                /**
                 * Outputs lights.
                 * @member {Uint8Array} lights
                 * @memberof tillbell.bus.v1.Outputs
                 * @instance
                 */
                Outputs.prototype.lights = $util.newBuffer([]);

                /**
                 * Outputs fanPercent.
                 * @member {number} fanPercent
                 * @memberof tillbell.bus.v1.Outputs
                 * @instance
                 */
                Outputs.prototype.fanPercent = 0;

                /**
                 * Encodes the specified Outputs message. Does not implicitly {@link tillbell.bus.v1.Outputs.verify|verify} messages.
                 * @function encode
                 * @memberof tillbell.bus.v1.Outputs
                 * @static
                 * @param {tillbell.bus.v1.Outputs.$Properties} message Outputs message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Outputs.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.limitMilliwatts != null && message.limitMilliwatts.length)
                        writer.uint32(/* id 1, wireType 2 =*/10).uint32s(message.limitMilliwatts);
                    if (message.lights != null && $Object.hasOwnProperty.call(message, "lights") && message.lights.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.lights);
                    if (message.fanPercent != null && $Object.hasOwnProperty.call(message, "fanPercent") && message.fanPercent !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.fanPercent);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an Outputs message from the specified reader or buffer.
                 * @function decode
                 * @memberof tillbell.bus.v1.Outputs
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.Outputs & tillbell.bus.v1.Outputs.$Shape} Outputs
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Outputs.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.tillbell.bus.v1.Outputs();
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
                                if (wireType === 2) {
                                    if (!(message.limitMilliwatts && message.limitMilliwatts.length))
                                        message.limitMilliwatts = [];
                                    reader.uint32s(message.limitMilliwatts);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.limitMilliwatts && message.limitMilliwatts.length))
                                    message.limitMilliwatts = [];
                                message.limitMilliwatts.push(reader.uint32());
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.lights = value;
                                else
                                    delete message.lights;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.fanPercent = value;
                                else
                                    delete message.fanPercent;
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

                return Outputs;
            })();

            v1.Move = (function() {

                /**
                 * Properties of a Move.
                 * @typedef {Object} tillbell.bus.v1.Move.$Properties
                 * @property {number|null} [serial] Move serial
                 * @property {number|null} [slot] Move slot
                 * @property {number|null} [commandId] Move commandId
                 * @property {number|null} [move] Move move
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Move.
                 * @memberof tillbell.bus.v1
                 * @interface IMove
                 * @augments tillbell.bus.v1.Move.$Properties
                 * @deprecated Use tillbell.bus.v1.Move.$Properties instead.
                 */

                /**
                 * Shape of a Move.
                 * @typedef {tillbell.bus.v1.Move.$Properties} tillbell.bus.v1.Move.$Shape
                 */

                /**
                 * Constructs a new Move.
                 * @memberof tillbell.bus.v1
                 * @classdesc Represents a Move.
                 * @constructor
                 * @param {tillbell.bus.v1.Move.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Move = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Move serial.
                 * @member {number} serial
                 * @memberof tillbell.bus.v1.Move
                 * @instance
                 */
                Move.prototype.serial = 0;

                /**
                 * Move slot.
                 * @member {number} slot
                 * @memberof tillbell.bus.v1.Move
                 * @instance
                 */
                Move.prototype.slot = 0;

                /**
                 * Move commandId.
                 * @member {number} commandId
                 * @memberof tillbell.bus.v1.Move
                 * @instance
                 */
                Move.prototype.commandId = 0;

                /**
                 * Move move.
                 * @member {number} move
                 * @memberof tillbell.bus.v1.Move
                 * @instance
                 */
                Move.prototype.move = 0;

                /**
                 * Encodes the specified Move message. Does not implicitly {@link tillbell.bus.v1.Move.verify|verify} messages.
                 * @function encode
                 * @memberof tillbell.bus.v1.Move
                 * @static
                 * @param {tillbell.bus.v1.Move.$Properties} message Move message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Move.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.serial != null && $Object.hasOwnProperty.call(message, "serial") && message.serial !== 0)
                        writer.uint32(/* id 1, wireType 5 =*/13).fixed32(message.serial);
                    if (message.slot != null && $Object.hasOwnProperty.call(message, "slot") && message.slot !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.slot);
                    if (message.commandId != null && $Object.hasOwnProperty.call(message, "commandId") && message.commandId !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.commandId);
                    if (message.move != null && $Object.hasOwnProperty.call(message, "move") && message.move !== 0)
                        writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.move);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Move message from the specified reader or buffer.
                 * @function decode
                 * @memberof tillbell.bus.v1.Move
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.Move & tillbell.bus.v1.Move.$Shape} Move
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Move.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.tillbell.bus.v1.Move();
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
                                if (wireType !== 5)
                                    break;
                                if (value = reader.fixed32())
                                    message.serial = value;
                                else
                                    delete message.serial;
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
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.commandId = value;
                                else
                                    delete message.commandId;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.move = value;
                                else
                                    delete message.move;
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

                return Move;
            })();

            v1.Here = (function() {

                /**
                 * Properties of a Here.
                 * @typedef {Object} tillbell.bus.v1.Here.$Properties
                 * @property {number|null} [serial] Here serial
                 * @property {number|null} [slots] Here slots
                 * @property {number|null} [bootCount] Here bootCount
                 * @property {number|null} [contestedAddress] Here contestedAddress
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Here.
                 * @memberof tillbell.bus.v1
                 * @interface IHere
                 * @augments tillbell.bus.v1.Here.$Properties
                 * @deprecated Use tillbell.bus.v1.Here.$Properties instead.
                 */

                /**
                 * Shape of a Here.
                 * @typedef {tillbell.bus.v1.Here.$Properties} tillbell.bus.v1.Here.$Shape
                 */

                /**
                 * Constructs a new Here.
                 * @memberof tillbell.bus.v1
                 * @classdesc Represents a Here.
                 * @constructor
                 * @param {tillbell.bus.v1.Here.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Here = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Here serial.
                 * @member {number} serial
                 * @memberof tillbell.bus.v1.Here
                 * @instance
                 */
                Here.prototype.serial = 0;

                /**
                 * Here slots.
                 * @member {number} slots
                 * @memberof tillbell.bus.v1.Here
                 * @instance
                 */
                Here.prototype.slots = 0;

                /**
                 * Here bootCount.
                 * @member {number} bootCount
                 * @memberof tillbell.bus.v1.Here
                 * @instance
                 */
                Here.prototype.bootCount = 0;

                /**
                 * Here contestedAddress.
                 * @member {number} contestedAddress
                 * @memberof tillbell.bus.v1.Here
                 * @instance
                 */
                Here.prototype.contestedAddress = 0;

                /**
                 * Encodes the specified Here message. Does not implicitly {@link tillbell.bus.v1.Here.verify|verify} messages.
                 * @function encode
                 * @memberof tillbell.bus.v1.Here
                 * @static
                 * @param {tillbell.bus.v1.Here.$Properties} message Here message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Here.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.serial != null && $Object.hasOwnProperty.call(message, "serial") && message.serial !== 0)
                        writer.uint32(/* id 1, wireType 5 =*/13).fixed32(message.serial);
                    if (message.slots != null && $Object.hasOwnProperty.call(message, "slots") && message.slots !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.slots);
                    if (message.bootCount != null && $Object.hasOwnProperty.call(message, "bootCount") && message.bootCount !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.bootCount);
                    if (message.contestedAddress != null && $Object.hasOwnProperty.call(message, "contestedAddress") && message.contestedAddress !== 0)
                        writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.contestedAddress);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Here message from the specified reader or buffer.
                 * @function decode
                 * @memberof tillbell.bus.v1.Here
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.Here & tillbell.bus.v1.Here.$Shape} Here
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Here.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.tillbell.bus.v1.Here();
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
                                if (wireType !== 5)
                                    break;
                                if (value = reader.fixed32())
                                    message.serial = value;
                                else
                                    delete message.serial;
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
                                    message.bootCount = value;
                                else
                                    delete message.bootCount;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.contestedAddress = value;
                                else
                                    delete message.contestedAddress;
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

                return Here;
            })();

            v1.Assigned = (function() {

                /**
                 * Properties of an Assigned.
                 * @typedef {Object} tillbell.bus.v1.Assigned.$Properties
                 * @property {number|null} [serial] Assigned serial
                 * @property {number|null} [address] Assigned address
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Assigned.
                 * @memberof tillbell.bus.v1
                 * @interface IAssigned
                 * @augments tillbell.bus.v1.Assigned.$Properties
                 * @deprecated Use tillbell.bus.v1.Assigned.$Properties instead.
                 */

                /**
                 * Shape of an Assigned.
                 * @typedef {tillbell.bus.v1.Assigned.$Properties} tillbell.bus.v1.Assigned.$Shape
                 */

                /**
                 * Constructs a new Assigned.
                 * @memberof tillbell.bus.v1
                 * @classdesc Represents an Assigned.
                 * @constructor
                 * @param {tillbell.bus.v1.Assigned.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Assigned = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Assigned serial.
                 * @member {number} serial
                 * @memberof tillbell.bus.v1.Assigned
                 * @instance
                 */
                Assigned.prototype.serial = 0;

                /**
                 * Assigned address.
                 * @member {number} address
                 * @memberof tillbell.bus.v1.Assigned
                 * @instance
                 */
                Assigned.prototype.address = 0;

                /**
                 * Encodes the specified Assigned message. Does not implicitly {@link tillbell.bus.v1.Assigned.verify|verify} messages.
                 * @function encode
                 * @memberof tillbell.bus.v1.Assigned
                 * @static
                 * @param {tillbell.bus.v1.Assigned.$Properties} message Assigned message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Assigned.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.serial != null && $Object.hasOwnProperty.call(message, "serial") && message.serial !== 0)
                        writer.uint32(/* id 1, wireType 5 =*/13).fixed32(message.serial);
                    if (message.address != null && $Object.hasOwnProperty.call(message, "address") && message.address !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.address);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an Assigned message from the specified reader or buffer.
                 * @function decode
                 * @memberof tillbell.bus.v1.Assigned
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.Assigned & tillbell.bus.v1.Assigned.$Shape} Assigned
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Assigned.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.tillbell.bus.v1.Assigned();
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
                                if (wireType !== 5)
                                    break;
                                if (value = reader.fixed32())
                                    message.serial = value;
                                else
                                    delete message.serial;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.address = value;
                                else
                                    delete message.address;
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

                return Assigned;
            })();

            v1.State = (function() {

                /**
                 * Properties of a State.
                 * @typedef {Object} tillbell.bus.v1.State.$Properties
                 * @property {number|null} [serial] State serial
                 * @property {number|null} [firstSlot] State firstSlot
                 * @property {Array.<tillbell.bus.v1.SlotState.$Properties>|null} [slots] State slots
                 * @property {number|null} [fanRpm] State fanRpm
                 * @property {number|null} [ambientDeciCelsius] State ambientDeciCelsius
                 * @property {number|null} [bootCount] State bootCount
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a State.
                 * @memberof tillbell.bus.v1
                 * @interface IState
                 * @augments tillbell.bus.v1.State.$Properties
                 * @deprecated Use tillbell.bus.v1.State.$Properties instead.
                 */

                /**
                 * Shape of a State.
                 * @typedef {tillbell.bus.v1.State.$Properties} tillbell.bus.v1.State.$Shape
                 */

                /**
                 * Constructs a new State.
                 * @memberof tillbell.bus.v1
                 * @classdesc Represents a State.
                 * @constructor
                 * @param {tillbell.bus.v1.State.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const State = function (properties) {
                    this.slots = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * State serial.
                 * @member {number} serial
                 * @memberof tillbell.bus.v1.State
                 * @instance
                 */
                State.prototype.serial = 0;

                /**
                 * State firstSlot.
                 * @member {number} firstSlot
                 * @memberof tillbell.bus.v1.State
                 * @instance
                 */
                State.prototype.firstSlot = 0;

                /**
                 * State slots.
                 * @member {Array.<tillbell.bus.v1.SlotState.$Properties>} slots
                 * @memberof tillbell.bus.v1.State
                 * @instance
                 */
                State.prototype.slots = $util.emptyArray;

                /**
                 * State fanRpm.
                 * @member {number} fanRpm
                 * @memberof tillbell.bus.v1.State
                 * @instance
                 */
                State.prototype.fanRpm = 0;

                /**
                 * State ambientDeciCelsius.
                 * @member {number} ambientDeciCelsius
                 * @memberof tillbell.bus.v1.State
                 * @instance
                 */
                State.prototype.ambientDeciCelsius = 0;

                /**
                 * State bootCount.
                 * @member {number} bootCount
                 * @memberof tillbell.bus.v1.State
                 * @instance
                 */
                State.prototype.bootCount = 0;

                /**
                 * Encodes the specified State message. Does not implicitly {@link tillbell.bus.v1.State.verify|verify} messages.
                 * @function encode
                 * @memberof tillbell.bus.v1.State
                 * @static
                 * @param {tillbell.bus.v1.State.$Properties} message State message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                State.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.serial != null && $Object.hasOwnProperty.call(message, "serial") && message.serial !== 0)
                        writer.uint32(/* id 1, wireType 5 =*/13).fixed32(message.serial);
                    if (message.firstSlot != null && $Object.hasOwnProperty.call(message, "firstSlot") && message.firstSlot !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.firstSlot);
                    if (message.slots != null && message.slots.length)
                        for (let i = 0; i < message.slots.length; ++i)
                            $root.tillbell.bus.v1.SlotState.encode(message.slots[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.fanRpm != null && $Object.hasOwnProperty.call(message, "fanRpm") && message.fanRpm !== 0)
                        writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.fanRpm);
                    if (message.ambientDeciCelsius != null && $Object.hasOwnProperty.call(message, "ambientDeciCelsius") && message.ambientDeciCelsius !== 0)
                        writer.uint32(/* id 5, wireType 0 =*/40).sint32(message.ambientDeciCelsius);
                    if (message.bootCount != null && $Object.hasOwnProperty.call(message, "bootCount") && message.bootCount !== 0)
                        writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.bootCount);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a State message from the specified reader or buffer.
                 * @function decode
                 * @memberof tillbell.bus.v1.State
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.State & tillbell.bus.v1.State.$Shape} State
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                State.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.tillbell.bus.v1.State();
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
                                if (wireType !== 5)
                                    break;
                                if (value = reader.fixed32())
                                    message.serial = value;
                                else
                                    delete message.serial;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.firstSlot = value;
                                else
                                    delete message.firstSlot;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.slots && message.slots.length))
                                    message.slots = [];
                                message.slots.push($root.tillbell.bus.v1.SlotState.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.fanRpm = value;
                                else
                                    delete message.fanRpm;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.sint32())
                                    message.ambientDeciCelsius = value;
                                else
                                    delete message.ambientDeciCelsius;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.bootCount = value;
                                else
                                    delete message.bootCount;
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

                return State;
            })();

            v1.SlotState = (function() {

                /**
                 * Properties of a SlotState.
                 * @typedef {Object} tillbell.bus.v1.SlotState.$Properties
                 * @property {number|null} [flags] SlotState flags
                 * @property {number|null} [slotDeciCelsius] SlotState slotDeciCelsius
                 * @property {number|null} [outputMilliwatts] SlotState outputMilliwatts
                 * @property {number|null} [lastCommandId] SlotState lastCommandId
                 * @property {Uint8Array|null} [bankId] SlotState bankId
                 * @property {number|null} [levelPercent] SlotState levelPercent
                 * @property {number|null} [voltageMillivolts] SlotState voltageMillivolts
                 * @property {number|null} [currentMilliamps] SlotState currentMilliamps
                 * @property {number|null} [bankDeciCelsius] SlotState bankDeciCelsius
                 * @property {number|null} [cycles] SlotState cycles
                 * @property {number|null} [ageMs] SlotState ageMs
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SlotState.
                 * @memberof tillbell.bus.v1
                 * @interface ISlotState
                 * @augments tillbell.bus.v1.SlotState.$Properties
                 * @deprecated Use tillbell.bus.v1.SlotState.$Properties instead.
                 */

                /**
                 * Shape of a SlotState.
                 * @typedef {tillbell.bus.v1.SlotState.$Properties} tillbell.bus.v1.SlotState.$Shape
                 */

                /**
                 * Constructs a new SlotState.
                 * @memberof tillbell.bus.v1
                 * @classdesc Represents a SlotState.
                 * @constructor
                 * @param {tillbell.bus.v1.SlotState.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SlotState = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SlotState flags.
                 * @member {number} flags
                 * @memberof tillbell.bus.v1.SlotState
                 * @instance
                 */
                SlotState.prototype.flags = 0;

                /**
                 * SlotState slotDeciCelsius.
                 * @member {number} slotDeciCelsius
                 * @memberof tillbell.bus.v1.SlotState
                 * @instance
                 */
                SlotState.prototype.slotDeciCelsius = 0;

                /**
                 * SlotState outputMilliwatts.
                 * @member {number} outputMilliwatts
                 * @memberof tillbell.bus.v1.SlotState
                 * @instance
                 */
                SlotState.prototype.outputMilliwatts = 0;

                /**
                 * SlotState lastCommandId.
                 * @member {number} lastCommandId
                 * @memberof tillbell.bus.v1.SlotState
                 * @instance
                 */
                SlotState.prototype.lastCommandId = 0;

                /**
                 * SlotState bankId.
                 * @member {Uint8Array} bankId
                 * @memberof tillbell.bus.v1.SlotState
                 * @instance
                 */
                SlotState.prototype.bankId = $util.newBuffer([]);

                /**
                 * SlotState levelPercent.
                 * @member {number} levelPercent
                 * @memberof tillbell.bus.v1.SlotState
                 * @instance
                 */
                SlotState.prototype.levelPercent = 0;

                /**
                 * SlotState voltageMillivolts.
                 * @member {number} voltageMillivolts
                 * @memberof tillbell.bus.v1.SlotState
                 * @instance
                 */
                SlotState.prototype.voltageMillivolts = 0;

                /**
                 * SlotState currentMilliamps.
                 * @member {number} currentMilliamps
                 * @memberof tillbell.bus.v1.SlotState
                 * @instance
                 */
                SlotState.prototype.currentMilliamps = 0;

                /**
                 * SlotState bankDeciCelsius.
                 * @member {number} bankDeciCelsius
                 * @memberof tillbell.bus.v1.SlotState
                 * @instance
                 */
                SlotState.prototype.bankDeciCelsius = 0;

                /**
                 * SlotState cycles.
                 * @member {number} cycles
                 * @memberof tillbell.bus.v1.SlotState
                 * @instance
                 */
                SlotState.prototype.cycles = 0;

                /**
                 * SlotState ageMs.
                 * @member {number} ageMs
                 * @memberof tillbell.bus.v1.SlotState
                 * @instance
                 */
                SlotState.prototype.ageMs = 0;

                /**
                 * Encodes the specified SlotState message. Does not implicitly {@link tillbell.bus.v1.SlotState.verify|verify} messages.
                 * @function encode
                 * @memberof tillbell.bus.v1.SlotState
                 * @static
                 * @param {tillbell.bus.v1.SlotState.$Properties} message SlotState message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SlotState.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.flags != null && $Object.hasOwnProperty.call(message, "flags") && message.flags !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.flags);
                    if (message.slotDeciCelsius != null && $Object.hasOwnProperty.call(message, "slotDeciCelsius") && message.slotDeciCelsius !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).sint32(message.slotDeciCelsius);
                    if (message.outputMilliwatts != null && $Object.hasOwnProperty.call(message, "outputMilliwatts") && message.outputMilliwatts !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.outputMilliwatts);
                    if (message.lastCommandId != null && $Object.hasOwnProperty.call(message, "lastCommandId") && message.lastCommandId !== 0)
                        writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.lastCommandId);
                    if (message.bankId != null && $Object.hasOwnProperty.call(message, "bankId") && message.bankId.length)
                        writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.bankId);
                    if (message.levelPercent != null && $Object.hasOwnProperty.call(message, "levelPercent") && message.levelPercent !== 0)
                        writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.levelPercent);
                    if (message.voltageMillivolts != null && $Object.hasOwnProperty.call(message, "voltageMillivolts") && message.voltageMillivolts !== 0)
                        writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.voltageMillivolts);
                    if (message.currentMilliamps != null && $Object.hasOwnProperty.call(message, "currentMilliamps") && message.currentMilliamps !== 0)
                        writer.uint32(/* id 8, wireType 0 =*/64).sint32(message.currentMilliamps);
                    if (message.bankDeciCelsius != null && $Object.hasOwnProperty.call(message, "bankDeciCelsius") && message.bankDeciCelsius !== 0)
                        writer.uint32(/* id 9, wireType 0 =*/72).sint32(message.bankDeciCelsius);
                    if (message.cycles != null && $Object.hasOwnProperty.call(message, "cycles") && message.cycles !== 0)
                        writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.cycles);
                    if (message.ageMs != null && $Object.hasOwnProperty.call(message, "ageMs") && message.ageMs !== 0)
                        writer.uint32(/* id 11, wireType 0 =*/88).uint32(message.ageMs);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SlotState message from the specified reader or buffer.
                 * @function decode
                 * @memberof tillbell.bus.v1.SlotState
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.SlotState & tillbell.bus.v1.SlotState.$Shape} SlotState
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SlotState.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.tillbell.bus.v1.SlotState();
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
                                    message.flags = value;
                                else
                                    delete message.flags;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.sint32())
                                    message.slotDeciCelsius = value;
                                else
                                    delete message.slotDeciCelsius;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.outputMilliwatts = value;
                                else
                                    delete message.outputMilliwatts;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.lastCommandId = value;
                                else
                                    delete message.lastCommandId;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.bankId = value;
                                else
                                    delete message.bankId;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.levelPercent = value;
                                else
                                    delete message.levelPercent;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.voltageMillivolts = value;
                                else
                                    delete message.voltageMillivolts;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.sint32())
                                    message.currentMilliamps = value;
                                else
                                    delete message.currentMilliamps;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.sint32())
                                    message.bankDeciCelsius = value;
                                else
                                    delete message.bankDeciCelsius;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.cycles = value;
                                else
                                    delete message.cycles;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.ageMs = value;
                                else
                                    delete message.ageMs;
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

                return SlotState;
            })();

            v1.Moved = (function() {

                /**
                 * Properties of a Moved.
                 * @typedef {Object} tillbell.bus.v1.Moved.$Properties
                 * @property {number|null} [serial] Moved serial
                 * @property {number|null} [commandId] Moved commandId
                 * @property {number|null} [refusal] Moved refusal
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Moved.
                 * @memberof tillbell.bus.v1
                 * @interface IMoved
                 * @augments tillbell.bus.v1.Moved.$Properties
                 * @deprecated Use tillbell.bus.v1.Moved.$Properties instead.
                 */

                /**
                 * Shape of a Moved.
                 * @typedef {tillbell.bus.v1.Moved.$Properties} tillbell.bus.v1.Moved.$Shape
                 */

                /**
                 * Constructs a new Moved.
                 * @memberof tillbell.bus.v1
                 * @classdesc Represents a Moved.
                 * @constructor
                 * @param {tillbell.bus.v1.Moved.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Moved = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Moved serial.
                 * @member {number} serial
                 * @memberof tillbell.bus.v1.Moved
                 * @instance
                 */
                Moved.prototype.serial = 0;

                /**
                 * Moved commandId.
                 * @member {number} commandId
                 * @memberof tillbell.bus.v1.Moved
                 * @instance
                 */
                Moved.prototype.commandId = 0;

                /**
                 * Moved refusal.
                 * @member {number} refusal
                 * @memberof tillbell.bus.v1.Moved
                 * @instance
                 */
                Moved.prototype.refusal = 0;

                /**
                 * Encodes the specified Moved message. Does not implicitly {@link tillbell.bus.v1.Moved.verify|verify} messages.
                 * @function encode
                 * @memberof tillbell.bus.v1.Moved
                 * @static
                 * @param {tillbell.bus.v1.Moved.$Properties} message Moved message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Moved.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.serial != null && $Object.hasOwnProperty.call(message, "serial") && message.serial !== 0)
                        writer.uint32(/* id 1, wireType 5 =*/13).fixed32(message.serial);
                    if (message.commandId != null && $Object.hasOwnProperty.call(message, "commandId") && message.commandId !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.commandId);
                    if (message.refusal != null && $Object.hasOwnProperty.call(message, "refusal") && message.refusal !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.refusal);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Moved message from the specified reader or buffer.
                 * @function decode
                 * @memberof tillbell.bus.v1.Moved
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {tillbell.bus.v1.Moved & tillbell.bus.v1.Moved.$Shape} Moved
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Moved.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.tillbell.bus.v1.Moved();
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
                                if (wireType !== 5)
                                    break;
                                if (value = reader.fixed32())
                                    message.serial = value;
                                else
                                    delete message.serial;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.commandId = value;
                                else
                                    delete message.commandId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.refusal = value;
                                else
                                    delete message.refusal;
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

                return Moved;
            })();

            return v1;
        })();

        return bus;
    })();

    return tillbell;
})();

export {
  $root as default
};
