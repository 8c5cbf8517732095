/** Only what the baselines use; @types/express is not worth a dependency for two files. */
declare module "express" {
  import type { RequestListener } from "node:http";

  export type Request = { headers: { authorization?: string }; params: Record<string, string>; query: Record<string, string | undefined>; userId: string };
  export type Response = { json(body: unknown): void; status(code: number): Response };
  type Handler = (request: Request, response: Response, next: (error?: unknown) => void) => void | Promise<void>;
  type Application = RequestListener & { use(handler: Handler): void; get(path: string, ...handlers: Handler[]): void };
  const express: { (): Application; json(): Handler };
  export default express;
}

declare module "jsonwebtoken" {
  const jwt: { verify(token: string, secret: string): { sub: string; name: string } };
  export default jwt;
}
