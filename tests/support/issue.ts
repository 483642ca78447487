// Certificates as no issuer should make them, each its own authority.

import { makeSelfSigned } from "../../io/tls/self_signed.ts";
import type { Certificate } from "../../io/tls/certificates.ts";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 24 * 60 * 60 * 1000;

/** One for localhost that has expired yesterday. */
export async function makeExpired(): Promise<Certificate> {
  await makeSelfSigned([]); // loads what the library is built on, in the order that it wants
  const x509 = await import("@peculiar/x509");
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const nowMs = Date.now();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: "CN=ferry",
    notBefore: new Date(nowMs - 2 * DAY_MS),
    notAfter: new Date(nowMs - DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.SubjectAlternativeNameExtension([{ type: "dns", value: "localhost" }]),
    ],
  });
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { cert: certificate.toString("pem"), key: x509.PemConverter.encode(key, "PRIVATE KEY") };
}
