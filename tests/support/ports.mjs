// Ports for servers that are told where to listen, and that come back there after they were killed.
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below what Linux, macOS and Windows hand out by themselves to connections and to servers that do not mind. */
const FIRST = 20_000;
const MANY = 12_000;

/**
 * A port that is ours until this process ends: nothing listens there, no connection is given it, and no other test process
 * takes it meanwhile. The claim is the UDP port of the same number, which the system gives back by itself, even after a kill.
 */
export async function ownPort() {
  // From anywhere, so that processes side by side seldom ask for the same.
  const start = Math.floor(Math.random() * MANY);
  for (let step = 0; step < MANY; step++) {
    const port = FIRST + ((start + step) % MANY);
    const claim = await claimed(port);
    if (!claim) continue;
    if (await isFree(port)) return port;
    claim.close();
  }
  throw new Error(`none of the ports ${FIRST} to ${FIRST + MANY - 1} is free on 127.0.0.1`);
}

/** The socket that holds a port's claim; nothing if somebody else does. It keeps no process from ending. */
async function claimed(port) {
  const socket = createSocket("udp4").unref();
  const bound = once(socket, "listening");
  socket.bind({ port, address: "127.0.0.1", exclusive: true });
  return bound.then(() => socket, (error) => {
    if (error.code !== "EADDRINUSE" && error.code !== "EACCES") throw error;
  });
}

async function isFree(port) {
  const server = createServer();
  const listening = once(server, "listening");
  server.listen(port, "127.0.0.1");
  const free = await listening.then(() => true, () => false);
  if (free) await new Promise((closed) => server.close(closed));
  return free;
}
