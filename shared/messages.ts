/** What relay and device say to each other: `messages.proto`, checked and understood. */
export {
  type CommandAction,
  type DownMessage,
  decodeDown,
  encodeDown,
  isDownType,
  SLOT_ACTIONS,
  type SlotAction,
} from './down-messages.ts';
export { decodeUp, encodeUp, isUpType, type UpMessage } from './up-messages.ts';
