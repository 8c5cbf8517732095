import { LightClient } from "../lightClient.ts";
import { signToken } from "../token.ts";
import { connectAll } from "./seats.ts";

const connectionsPerAddress = 5000;

/** Opens connections of different users that do nothing but answer pings, until `disconnect`. */
export async function connectIdle({ port, secret, count }: { port: number; secret: string; count: number }): Promise<void> {
  await connectAll(count, (index) => {
    const localAddress = `127.0.0.${2 + Math.floor(index / connectionsPerAddress)}`;
    return new LightClient({ port, token: signToken(`idle-${index}`, secret), localAddress });
  });
}
