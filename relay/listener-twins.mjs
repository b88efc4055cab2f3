// Sends a listening handle back as often as it is wanted: each time the system makes another descriptor of the same socket.
process.on('message', (count, handle) => {
  for (let sent = 0; sent < count; sent += 1) process.send(sent, handle);
});
process.on('disconnect', () => process.exit(0));
