// A certificate that nobody vouches for, made at start, for as long as the server runs.
//
// Contract: loads its library only when it is asked for one. The key is made here and is nowhere
// kept; what the peer can compare is the fingerprint.

import type { Certificate } from "./certificates.ts";

/** A certificate and what its owner can be told about it. */
export interface SelfSigned extends Certificate {
  /** The SHA-256 of the certificate, as browsers and openssl show it: `AA:BB:...`. */
  readonly fingerprint: string;
}

/** Browsers take no certificate for longer than 398 days. */
const VALID_DAYS = 365;
const DAY_MS = 24 * 60 * 60 * 1000;
/** For peers whose clocks are behind. */
const EARLIER_MS = DAY_MS;

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** Makes one for a server. @param names its host names and IP addresses; `localhost` is one anyway */
export async function makeSelfSigned(names: readonly string[]): Promise<SelfSigned> {
  await import("reflect-metadata"); // what the library is built on wants it first
  const x509 = await import("@peculiar/x509");
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const subjects = [...new Set(["localhost", "127.0.0.1", "::1", ...names])];
  const nowMs = Date.now();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: hex(crypto.getRandomValues(new Uint8Array(15)), "").replace(/^[^0-7]./, "7f"),
    name: "CN=ferry",
    notBefore: new Date(nowMs - EARLIER_MS),
    notAfter: new Date(nowMs + VALID_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        subjects.map((value) => ({
          type: isAddress(value) ? "ip" as const : "dns" as const,
          value,
        })),
      ),
    ],
  });
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  const digest = await crypto.subtle.digest("SHA-256", certificate.rawData);
  return {
    cert: certificate.toString("pem"),
    key: x509.PemConverter.encode(key, "PRIVATE KEY"),
    fingerprint: hex(new Uint8Array(digest), ":").toUpperCase(),
  };
}

/** Colons are in no host name, and no top-level domain is a number (RFC 3696 §2). */
function isAddress(name: string): boolean {
  return name.includes(":") || /^[0-9.]+$/.test(name);
}

function hex(octets: Uint8Array, separator: string): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join(separator);
}
