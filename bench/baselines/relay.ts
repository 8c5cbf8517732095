/**
 * Baseline (b): a Socket.IO relay that stores nothing. It is the ceiling of
 * what one Node process with Socket.IO can carry: authentication, rooms, emit, ack.
 */
import { createServer } from "node:http";
import jwt from "jsonwebtoken";
import { Server } from "socket.io";

const { PORT, JWT_SECRET = "" } = process.env;

const server = createServer((_request, response) => response.end("relay"));
const io = new Server(server);
let lastId = 0;

io.use((socket, next) => {
  try {
    const { sub, name } = jwt.verify(socket.handshake.auth.token, JWT_SECRET);
    socket.data.user = { id: sub, name };
    next();
  } catch {
    next(new Error("unauthorized"));
  }
});

io.on("connection", (socket) => {
  socket.on("join", (conversationId: string, ack: (answer: object) => void) => {
    socket.join(`conversation:${conversationId}`);
    ack({ ok: true });
  });

  socket.on("send_message", ({ conversationId, content, clientId }, ack: (answer: object) => void) => {
    const message = { id: ++lastId, conversationId, sender: socket.data.user, content, clientId, createdAt: new Date() };
    io.to(`conversation:${conversationId}`).emit("receive_message", message);
    ack({ ok: true, data: message });
  });
});

server.listen(Number(PORT), "127.0.0.1");
