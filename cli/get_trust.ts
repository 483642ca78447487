// `--cacert`: the certificates in a file.
//
// Contract: all of them can be read as certificates, so that what is wrong with the file is told before
// anything is asked of anybody.

import { FerryError } from "../http/wire/errors.ts";
import { escapeControls } from "../io/escape.ts";

/** The file of --cacert cannot be used. */
export class CaFileError extends FerryError {
  override readonly name = "CaFileError";
}

/** One certificate in PEM (RFC 7468 §5); between them anything may stand. */
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

const REMEDY = "name a file in PEM with --cacert FILE";

/**
 * The certificates in PEM, one a text, at least one.
 *
 * @throws {CaFileError} when the file cannot be read, or holds none, or one that is broken
 */
export async function readCertificates(path: string): Promise<string[]> {
  const file = escapeControls(path);
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (cause) {
    throw new CaFileError(`CA file ${file} cannot be read: ${reasonOf(cause)}; ${REMEDY}`, {
      cause,
    });
  }
  const found = text.match(CERTIFICATE);
  if (found === null) {
    throw new CaFileError(`CA file ${file} holds no certificate; ${REMEDY}`);
  }
  // Loaded only here: nobody else needs to look into certificates.
  const { X509Certificate } = await import("node:crypto");
  for (const [index, certificate] of found.entries()) {
    try {
      new X509Certificate(certificate);
    } catch (cause) {
      const place = `certificate ${index + 1} of ${found.length}`;
      throw new CaFileError(`CA file ${file}: ${place} is broken; make the file anew`, { cause });
    }
  }
  return found;
}

function reasonOf(cause: unknown): string {
  if (cause instanceof Deno.errors.NotFound) return "there is none";
  const message = cause instanceof Error ? cause.message : String(cause);
  return escapeControls(message.replace(/ \(os error \d+\).*$/s, ""));
}
