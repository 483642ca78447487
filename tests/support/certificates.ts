// Two certificates for localhost and 127.0.0.1, each its own authority, good for the life of a test.

import type { Certificate } from "../../io/tls/certificates.ts";
import { makeSelfSigned } from "../../io/tls/self_signed.ts";

/** Made once for all tests of a file. */
export const [FIRST, SECOND]: readonly [Certificate, Certificate] = await Promise.all([
  makeSelfSigned([]),
  makeSelfSigned([]),
]);

/** Connects to a port of this machine; fails unless it is shown one of these certificates. */
export function connectTls(
  port: number,
  certificates: readonly Certificate[],
  alpnProtocols?: string[],
): Promise<Deno.TlsConn> {
  return Deno.connectTls({
    hostname: "localhost",
    port,
    caCerts: certificates.map(({ cert }) => cert),
    ...(alpnProtocols === undefined ? {} : { alpnProtocols }),
  });
}
