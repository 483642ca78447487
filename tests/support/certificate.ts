// A certificate for localhost and the authority that signed it, made by the openssl command.

/** What a TLS peer needs, in PEM, and the file of the authority to trust. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly authorityFile: string;
}

/** Whether there is an openssl command. */
export const HAS_OPENSSL = (await run(["version"], ".").catch(() => false)) !== false;

/** Makes them in a folder. */
export async function makeCertificate(folder: string): Promise<Certificate> {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await Deno.writeTextFile(`${folder}/names`, "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  // deno-fmt-ignore
  await run(["req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2",
    "-subj", "/CN=ferry test authority"], folder);
  // deno-fmt-ignore
  await run(["req", ...key, "-keyout", "key.pem", "-out", "request.pem", "-subj", "/CN=localhost"],
    folder);
  // deno-fmt-ignore
  await run(["x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca.key",
    "-CAcreateserial", "-days", "2", "-extfile", "names", "-out", "cert.pem"], folder);
  return {
    cert: await Deno.readTextFile(`${folder}/cert.pem`),
    key: await Deno.readTextFile(`${folder}/key.pem`),
    authorityFile: `${folder}/ca.pem`,
  };
}

async function run(args: readonly string[], cwd: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", { args: [...args], cwd }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
