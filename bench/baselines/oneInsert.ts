/**
 * Baseline (a): Express + Socket.IO + pg as tutorials write it, without their
 * mistakes: pooled connections, prepared statements, the right indexes. Like
 * them it trusts the client: no membership check, no idempotency, no order
 * beyond created_at. Each message is one INSERT and one UPDATE.
 */
import { createServer } from "node:http";
import express, { type Request, type Response } from "express";
import jwt from "jsonwebtoken";
import pg from "pg";
import { Server } from "socket.io";
import { countUnread, insertMessage, listConversations, listMessages, schema, searchMessages, touchConversation } from "./oneInsert.sql.ts";

const { PORT, JWT_SECRET = "", DATABASE_URL } = process.env;

const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
pool.on("error", () => {});
const { rows: existing } = await pool.query("select to_regclass('messages') as messages");
if (existing[0].messages === null) await pool.query(schema);

const app = express();
app.use(express.json());
app.use((request, response, next) => {
  try {
    request.userId = jwt.verify((request.headers.authorization ?? "").slice("Bearer ".length), JWT_SECRET).sub;
    next();
  } catch {
    response.status(401).json({ error: "unauthorized" });
  }
});

const limitOf = (request: Request) => Math.min(Number(request.query.limit) || 50, 100);

app.get("/conversations/:id/messages", async (request: Request, response: Response) => {
  const { rows } = await pool.query({ name: "listMessages", text: listMessages, values: [request.params.id, limitOf(request)] });
  response.json(rows.reverse());
});

app.get("/conversations", async (request: Request, response: Response) => {
  const { rows } = await pool.query({ name: "listConversations", text: listConversations, values: [request.userId, limitOf(request)] });
  response.json(rows);
});

app.get("/search", async (request: Request, response: Response) => {
  const values = [request.userId, `%${request.query.query}%`, limitOf(request), request.query.conversationId ?? null];
  const { rows } = await pool.query({ name: "searchMessages", text: searchMessages, values });
  response.json({ results: rows });
});

app.get("/unread", async (request: Request, response: Response) => {
  const { rows } = await pool.query({ name: "countUnread", text: countUnread, values: [request.userId] });
  response.json(rows[0]);
});

const server = createServer(app);
const io = new Server(server);

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
  const { user } = socket.data;

  socket.on("join", (conversationId: string, ack: (answer: object) => void) => {
    socket.join(`conversation:${conversationId}`);
    ack({ ok: true });
  });

  socket.on("send_message", async ({ conversationId, content, clientId }, ack: (answer: object) => void) => {
    try {
      const { rows } = await pool.query({ name: "insertMessage", text: insertMessage, values: [conversationId, user.id, content] });
      await pool.query({ name: "touchConversation", text: touchConversation, values: [conversationId] });
      const message = { id: rows[0].id, conversationId, sender: user, content, clientId, createdAt: rows[0].created_at };
      io.to(`conversation:${conversationId}`).emit("receive_message", message);
      ack({ ok: true, data: message });
    } catch (error) {
      ack({ ok: false, error: String(error) });
    }
  });
});

server.listen(Number(PORT), "127.0.0.1");
