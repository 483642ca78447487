// Certificates: what a TLS listener needs, read from files and checked.
//
// Contract: whoever holds a Certificate holds one that Deno takes: a chain in PEM and the private key
// of its first certificate. A fault names the file and the remedy, and repeats nothing of the key.

import { FerryError } from "../../http/wire/errors.ts";

/** A chain and the private key of its first certificate, both in PEM. */
export interface Certificate {
  /** The chain, the server's own certificate first. */
  readonly cert: string;
  /** The private key, not encrypted. */
  readonly key: string;
}

/** Where they are kept. */
export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** A certificate can't be read or used. */
export class CertificateFileError extends FerryError {
  override readonly name = "CertificateFileError";
}

/** Reads both files. @throws {CertificateFileError} that names the file and the remedy */
export async function readCertificate(files: CertificateFiles): Promise<Certificate> {
  const cert = await readText(files.certFile, "--tls-cert FILE");
  const key = await readText(files.keyFile, "--tls-key FILE");
  try {
    // The one who knows what it takes is the one who will be given it.
    Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert, key }).close();
  } catch (cause) {
    throw new CertificateFileError(explain(cause, files, key), { cause });
  }
  return { cert, key };
}

async function readText(file: string, option: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (cause) {
    const reason = cause instanceof Deno.errors.NotFound
      ? "is not there"
      : cause instanceof Deno.errors.PermissionDenied
      ? "may not be read by this user"
      : `can't be read: ${(cause as Error).message}`;
    throw new CertificateFileError(`${file} ${reason}; name a PEM file with ${option}`, { cause });
  }
}

function explain(cause: unknown, { certFile, keyFile }: CertificateFiles, key: string): string {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (/No certificates found/.test(reason)) {
    return `${certFile} holds no certificate in PEM; name the chain's file with --tls-cert FILE`;
  }
  if (/KeyMismatch/.test(reason)) {
    return `${keyFile} is not the key of ${certFile}; name the one that is with --tls-key FILE`;
  }
  if (/ENCRYPTED/.test(key)) {
    return `${keyFile} is encrypted; decrypt it with openssl pkey -in ${keyFile} -out FILE`;
  }
  if (/No keys found/.test(reason)) {
    return `${keyFile} holds no private key in PEM; name the key's file with --tls-key FILE`;
  }
  return `${certFile} and ${keyFile} can't be used: ${reason}; name others with --tls-cert and --tls-key`;
}
