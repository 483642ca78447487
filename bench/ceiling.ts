// The ceiling: a loop that accepts, reads and answers one fixed buffer, whatever is asked.
//
// Contract: no server on Deno's sockets can be faster at small answers. PORT OCTETS COPIES CLOSE: each
// read is answered by COPIES of a response with OCTETS of content; CLOSE is 1 when one response ends the
// connection. Begins like ferry with a line on stdout.

const [port = 0, octets = 0, copies = 1, closing = 0] = Deno.args.map(Number);
const READ_OCTETS = 4096;

function makeAnswer(): Uint8Array<ArrayBuffer> {
  const head = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n" +
    `Content-Length: ${octets}\r\nLast-Modified: Mon, 23 Nov 2026 12:00:00 GMT\r\n` +
    'Date: Mon, 23 Nov 2026 12:00:00 GMT\r\nETag: "ceiling"\r\nAccept-Ranges: bytes\r\n' +
    `Connection: ${closing === 1 ? "close" : "keep-alive"}\r\n\r\n`;
  return new TextEncoder().encode((head + "x".repeat(octets)).repeat(copies));
}

const ANSWER = makeAnswer();

async function answer(connection: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(READ_OCTETS);
  try {
    while (await connection.read(buffer) !== null) {
      let written = await connection.write(ANSWER);
      while (written < ANSWER.length) written += await connection.write(ANSWER.subarray(written));
      if (closing === 1) break;
    }
  } catch { // whoever drives it breaks off at the end of a round
  }
  connection.close();
}

const listener = Deno.listen({ hostname: "127.0.0.1", port });
console.log(`Ready to serve... http://127.0.0.1:${listener.addr.port}/`);
for await (const connection of listener) {
  connection.setNoDelay(true);
  answer(connection);
}
