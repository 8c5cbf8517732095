/** A client in a process of its own, to be stopped: connects to URL with TOKEN and does nothing more. */
import { io } from "socket.io-client";

const socket = io(process.env.URL ?? "", { transports: ["websocket"], auth: { token: process.env.TOKEN } });
socket.once("connect", () => process.stdout.write("connected\n"));
