/**
 * Who is calling. Two kinds of access token, both JWTs: ours for built-in
 * accounts (short-lived, tied to a session) and the host's. Promises: an
 * inactive user or an ended session is refused at once on this node, over REST
 * within a second on others, where open sockets stay until their token ends; a
 * refresh token works once, and its second use ends the session. No e-mail
 * address leaves this folder.
 */
import { login } from "./login.ts";
import { logout } from "./logout.ts";
import { refresh } from "./refresh.ts";
import { register } from "./register.ts";

export { LoginAttempts } from "./loginAttempts.ts";
export { Sessions } from "./sessions.ts";
export { signHostToken, TokenVerifier } from "./tokens.ts";
export const auth = { register, login, refresh, logout };
