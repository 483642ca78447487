// Holds connections open: PORT COUNT PATH OCTETS. On each it asks once for the path and reads the answer with so much content; when
// all have theirs it says so in a line on stdout, and stays until it is ended.

const [port = 0, count = 0] = Deno.args.map(Number);
const request = new TextEncoder().encode(
  `GET ${Deno.args[2]} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`,
);
const READ_OCTETS = 4096;
/** How many are opened at once. */
const BATCH = 100;

async function open(octets: number): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(request);
  const buffer = new Uint8Array(READ_OCTETS);
  let read = await connection.read(buffer) ?? 0;
  const text = new TextDecoder("latin1").decode(buffer.subarray(0, read));
  if (!text.startsWith("HTTP/1.1 200")) throw new Error(text.split("\r\n")[0]);
  const due = text.indexOf("\r\n\r\n") + "\r\n\r\n".length + octets;
  while (read < due) {
    const more = await connection.read(buffer);
    if (more === null) throw new Error("closed in the midst of an answer");
    read += more;
  }
  return connection;
}

const held: Deno.TcpConn[] = [];
while (held.length < count) {
  const batch = Math.min(BATCH, count - held.length);
  held.push(...await Promise.all(Array.from({ length: batch }, () => open(Number(Deno.args[3])))));
}
console.log("held");
setInterval(() => held.length, 60_000);
