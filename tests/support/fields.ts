// Fields for tests, decoded from field lines as they stand on the wire.

import type { Fields } from "../../http/wire/fields.ts";
import { DEFAULT_LIMITS } from "../../http/wire/limits.ts";
import { octetsOf } from "../../http/wire/octets.ts";
import { RequestHeadDecoder } from "../../http/wire/request_head.ts";

/** The fields of a request with these lines. */
export function fieldsOf(...lines: string[]): Fields {
  const text = ["GET / HTTP/1.1", ...lines, "", ""].join("\r\n");
  return new RequestHeadDecoder(DEFAULT_LIMITS).decode(octetsOf(text), 0, text.length)!.fields;
}
