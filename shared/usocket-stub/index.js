// dbus-next falls back to node:net when this cannot be loaded; the real usocket drags an old node-gyp into the install.
throw new Error('usocket is not built here');
