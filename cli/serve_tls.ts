// `ferry serve` with TLS: from its options to a certificate, and to the next one at SIGHUP.
//
// Contract: a certificate that can't be used never takes the place of one that can.

import {
  type Certificate,
  type CertificateFiles,
  readCertificate,
} from "../io/tls/certificates.ts";
import { makeSelfSigned } from "../io/tls/self_signed.ts";
import type { ServeArguments } from "./serve_options.ts";
import { UsageError } from "./usage_error.ts";

/** Where the certificate comes from, if there is to be one. */
export type CertificateSource =
  | ({ readonly kind: "files" } & CertificateFiles)
  | { readonly kind: "self-signed"; readonly names: readonly string[] };

/** Reads the options. @throws {UsageError} for half a pair, and for TLS on a Unix socket */
export function certificateSource(options: ServeArguments): CertificateSource | undefined {
  const { "tls-cert": certFile, "tls-key": keyFile, host, unix } = options;
  if (certFile === undefined && keyFile === undefined && !options["tls-self-signed"]) {
    return undefined;
  }
  if (unix !== undefined) {
    throw new UsageError("--unix listens without TLS; leave out --unix, or the TLS options");
  }
  if (options["tls-self-signed"]) return { kind: "self-signed", names: namesOf(host ?? []) };
  if (keyFile === undefined) throw new UsageError("--tls-cert wants its key; add --tls-key FILE");
  if (certFile === undefined) {
    throw new UsageError("--tls-key wants its certificate; add --tls-cert FILE");
  }
  return { kind: "files", certFile, keyFile };
}

/** What peers may call this server: what it was told to listen on, and its machine's addresses. */
function namesOf(hosts: readonly string[]): readonly string[] {
  const everywhere = hosts.length === 0 || hosts.some((host) => /^(?:0\.0\.0\.0|::)$/.test(host));
  const addresses = everywhere ? Deno.networkInterfaces().map(({ address }) => address) : [];
  return [...hosts, ...addresses].map((name) => name.replace(/%.*$/, ""));
}

/**
 * Reads or makes the certificate.
 *
 * @returns it, and the fingerprint to be shown of one that nobody vouches for
 * @throws {CertificateFileError}
 */
export async function obtainCertificate(
  source: CertificateSource,
): Promise<{ certificate: Certificate; fingerprint?: string }> {
  if (source.kind === "files") return { certificate: await readCertificate(source) };
  const { fingerprint, ...certificate } = await makeSelfSigned(source.names);
  return { certificate, fingerprint };
}

/**
 * Reads the files again at each SIGHUP, and hands on what can be used.
 *
 * @param say told, in one sentence, what came of it
 */
export function renewAtSighup(
  source: CertificateSource | undefined,
  renew: (certificate: Certificate) => void,
  say: (sentence: string) => void,
): void {
  if (source?.kind !== "files" || Deno.build.os === "windows") return;
  Deno.addSignalListener("SIGHUP", async () => {
    try {
      renew(await readCertificate(source));
      say(`${source.certFile} was read again; new connections are shown this certificate`);
    } catch (fault) {
      say(`the certificate stays as it was: ${(fault as Error).message}`);
    }
  });
}
