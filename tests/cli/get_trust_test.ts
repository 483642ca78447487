// The file of --cacert, and what may be wrong with it.

import { assertEquals, assertRejects } from "@std/assert";
import { CaFileError, readCertificates } from "../../cli/get_trust.ts";
import { HAS_OPENSSL, makeCertificate } from "../support/certificate.ts";
import { TempFolder } from "../support/program.ts";

Deno.test({
  name: "readCertificates() finds each certificate, whatever stands between them",
  ignore: !HAS_OPENSSL,
  async fn(): Promise<void> {
    await using folder = await TempFolder.create();
    const { cert, key, authorityFile } = await makeCertificate(folder.path);
    const authority = await Deno.readTextFile(authorityFile);
    const path = folder.file("bundle.pem");
    await Deno.writeTextFile(path, `# ours\n${authority}\n${key}\r\nmore\n${cert}`);
    const found = await readCertificates(path);
    assertEquals(found, [authority.trim(), cert.trim()]);
    await Deno.writeTextFile(path, `${authority}${cert.replace(/\n[^-]{30}/, "\n")}`);
    await assertRejects(() => readCertificates(path), CaFileError, "certificate 2 of 2 is broken");
  },
});

Deno.test("readCertificates() throws when there is nothing to trust", async () => {
  await using folder = await TempFolder.create();
  const table: [content: string | undefined, message: string][] = [
    [undefined, "cannot be read: there is none"],
    ["", "holds no certificate; name a file in PEM"],
    ["\x30\x82\x01", "holds no certificate"],
    ["-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "1 of 1 is broken"],
    ["-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n", "1 of 1 is broken"],
  ];
  for (const [content, message] of table) {
    const path = folder.file("x");
    if (content !== undefined) await Deno.writeTextFile(path, content);
    await assertRejects(() => readCertificates(path), CaFileError, message);
  }
});
