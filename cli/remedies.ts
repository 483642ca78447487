// What a user can do about a download that failed. Pure.

import type { CertificateFlaw, TransportError } from "../io/errors.ts";

/** What a user can do. */
export interface Remedy {
  readonly text?: string | undefined;
  /** Another attempt may succeed, with what has come so far. */
  readonly again?: true;
}

const FOR_CERTIFICATES: Readonly<Record<CertificateFlaw, Remedy>> = {
  issuer: { text: "if it is yours, trust it with --cacert FILE" },
  name: { text: "ask for a name that it is valid for" },
  time: { text: "tell those who run the server, unless the clock of this machine is wrong" },
  authority: { text: "it is for signing others (CA:TRUE); the server needs one with CA:FALSE" },
  other: { text: "tell those who run the server" },
};

/** What to do about a certificate that is not accepted. */
export function remedyForCertificate(flaw: CertificateFlaw): Remedy {
  return FOR_CERTIFICATES[flaw];
}

/** What to do when there is no connection: the message may have a remedy of its own. */
export function remedyForConnection({ message, phase }: TransportError): string | undefined {
  const [, family] = /no IPv([46]) address$/.exec(message) ?? [];
  if (family !== undefined) return `leave out -${family}`;
  if (message.includes(";")) return undefined;
  if (message.startsWith("Proxy")) return "name another with --proxy, or set no_proxy";
  if (phase === "resolve") return "check its spelling, and the network";
  if (phase === "tls") return "is it an https server?";
  return /^(?:Connection refused|No connection to unix):/.test(message)
    ? "is the server running there?"
    : "check the address, and the network";
}

/** What to do about a status of 400 and up (RFC 9110 §15.5, §15.6). */
export function remedyForStatus(status: number): Remedy {
  switch (status) {
    case 401:
      return { text: "log in with --user USER:PASS" };
    case 403:
      return { text: "ask those who run the server" };
    case 404:
    case 410:
      return { text: "check the path" };
    case 407:
      return { text: "log in with --proxy http://USER:PASS@HOST:PORT" };
    case 408:
    case 429:
      return { text: "try again later" };
    default:
      return { text: status >= 500 ? "try again later" : "the server takes no such request" };
  }
}
