// Certificates for localhost, each with one thing wrong, in the hands of a server that has the key.

import "reflect-metadata";
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";
import type { Certificate } from "../../io/tls/certificates.ts";

/** What differs from a good one. */
interface Terms {
  /** Days from now. */
  readonly from?: number;
  readonly to?: number;
  readonly name?: string;
  readonly isAuthority?: boolean;
}

/** A certificate, and whether who asks trusts who signed it, which is itself. */
interface Flawed {
  readonly terms: Terms;
  readonly isTrusted: boolean;
}

/** By what is wrong: the flaw as it is told. */
export const FLAWED: readonly (readonly [flaw: string, Flawed])[] = [
  ["issuer", { terms: {}, isTrusted: false }],
  ["name", { terms: { name: "example.org" }, isTrusted: true }],
  ["time", { terms: { from: -3, to: -2 }, isTrusted: true }],
  ["time", { terms: { from: 2, to: 3 }, isTrusted: true }],
  ["authority", { terms: { isAuthority: true }, isTrusted: true }],
];

const DAY_MS = 24 * 60 * 60 * 1000;
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** Makes one on these terms. */
export async function makeFlawed(
  { from = -1, to = 1, name = "localhost", isAuthority = false }: Terms,
): Promise<Certificate> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: "CN=ferry test",
    notBefore: new Date(Date.now() + from * DAY_MS),
    notAfter: new Date(Date.now() + to * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new BasicConstraintsExtension(isAuthority, undefined, true),
      new SubjectAlternativeNameExtension([{ type: "dns", value: name }]),
    ],
  });
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { cert: certificate.toString("pem"), key: PemConverter.encode(key, "PRIVATE KEY") };
}
