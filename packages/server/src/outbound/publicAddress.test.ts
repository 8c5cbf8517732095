import { expect, test } from "vitest";
import { isPublicAddress } from "./publicAddress.ts";

test.each(
  Object.entries({
    "this host": ["0.0.0.0", "0.1.2.3", "::"],
    loopback: ["127.0.0.1", "127.255.255.254", "::1"],
    private: ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1"],
    "link-local, and the clouds' metadata": ["169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%eth0", "fec0::1", "fd00:ec2::254"],
    "carrier-grade NAT": ["100.64.0.1", "100.127.255.255"],
    multicast: ["224.0.0.1", "239.255.255.255", "ff02::1"],
    "documentation and benchmarks": ["192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "2001:db8::1", "3fff::1", "2001:2::1"],
    reserved: ["192.0.0.1", "192.88.99.1", "240.0.0.1", "255.255.255.255", "100::1", "4000::1", "5f00::1"],
    "IPv4 inside IPv6": ["::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1", "::7f00:1", "::ffff:0:7f00:1"],
    "NAT64, 6to4, Teredo": ["64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::1", "2001:0:1::1"],
    "no address": ["", "localhost", "1.2.3", "12345", "::g"],
  }),
)("S28 %s is not public", (_, addresses) => {
  for (const address of addresses) expect({ address, public: isPublicAddress(address) }).toEqual({ address, public: false });
});

test("what is in ordinary use is public, in either family", () => {
  for (const address of ["1.1.1.1", "93.184.215.14", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450:4001:800::200e", "::ffff:8.8.8.8"])
    expect({ address, public: isPublicAddress(address) }).toEqual({ address, public: true });
});
