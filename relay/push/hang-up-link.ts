import type { Socket } from 'node:net';

/** What a socket shows of itself beyond its types; a test fails when a new version of Node hides it. */
interface ReadingSocket {
  readonly _handle?: { onread?: (this: unknown, bytes: ArrayBuffer | undefined) => void } | null;
}

/**
 * Calls `gone` when the other end has hung up or is lost, and nothing else: the socket stays as it is until it is
 * destroyed. What Node does itself in that moment (streams that end, for a lost connection an error with its stack) takes
 * 15 µs, and of ten thousand that go at one moment all are told in one turn of the event loop.
 */
export function onHangUp(socket: Socket, gone: () => void): void {
  const { _handle: handle } = socket as unknown as ReadingSocket;
  const read = handle?.onread;
  if (handle == null || read === undefined) {
    socket.once('end', gone);
    return;
  }
  handle.onread = function onRead(bytes) {
    // Without bytes it is the end, or an error.
    if (bytes === undefined) gone();
    else read.call(this, bytes);
  };
}
