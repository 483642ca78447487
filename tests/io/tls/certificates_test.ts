// Certificates from files: what is told of those that can't be used.

import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { CertificateFileError, readCertificate } from "../../../io/tls/certificates.ts";
import { FIRST, SECOND } from "../../support/certificates.ts";

const ENCRYPTED =
  "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIH\n-----END ENCRYPTED PRIVATE KEY-----\n";
const BROKEN = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

/** Calls `use` with paths for both files, of which those with content exist. */
async function withFiles<Value>(
  { cert, key }: { cert?: string; key?: string },
  use: (files: { certFile: string; keyFile: string }) => Promise<Value>,
): Promise<Value> {
  const folder = Deno.makeTempDirSync({ prefix: "ferry-test-" });
  const files = { certFile: join(folder, "c.pem"), keyFile: join(folder, "k.pem") };
  try {
    if (cert !== undefined) Deno.writeTextFileSync(files.certFile, cert);
    if (key !== undefined) Deno.writeTextFileSync(files.keyFile, key);
    return await use(files);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("readCertificate() reads a chain and its key", async () => {
  const { cert, key } = FIRST;
  assertEquals(await withFiles(FIRST, readCertificate), { cert, key });
  const chain = cert + SECOND.cert;
  assertEquals((await withFiles({ cert: chain, key }, readCertificate)).cert, chain);
});

const FAULTS: readonly [what: string, files: { cert?: string; key?: string }, says: RegExp][] = [
  ["no chain", { key: FIRST.key }, /c\.pem is not there; name a PEM file with --tls-cert FILE$/],
  ["no key", { cert: FIRST.cert }, /k\.pem is not there; name a PEM file with --tls-key FILE$/],
  ["an empty chain", { ...FIRST, cert: "" }, /c\.pem holds no certificate in PEM; .*--tls-cert/],
  ["a key for a chain", { ...FIRST, cert: FIRST.key }, /c\.pem holds no certificate in PEM; /],
  ["a chain for a key", { ...FIRST, key: FIRST.cert }, /k\.pem holds no private key in PEM; /],
  [
    "another's key",
    { ...FIRST, key: SECOND.key },
    /k\.pem is not the key of .*c\.pem; .*--tls-key/,
  ],
  ["an encrypted key", { ...FIRST, key: ENCRYPTED }, /k\.pem is encrypted; .*openssl pkey/],
  ["a broken chain", { ...FIRST, cert: BROKEN }, /c\.pem and .*k\.pem can't be used: .*; name /],
];
for (const [what, files, says] of FAULTS) {
  Deno.test(`readCertificate() names file and remedy when there is ${what}`, async () => {
    const fault = await withFiles(
      files,
      (each) => assertRejects(() => readCertificate(each), CertificateFileError),
    );
    assertMatch(fault.message, says);
    assertEquals(fault.message.includes("\n"), false);
  });
}
