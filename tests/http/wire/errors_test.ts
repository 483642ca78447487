import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { FerryError, ProtocolError, TruncatedError } from "../../../http/wire/errors.ts";

Deno.test("FerryError keeps its cause when it is given one", () => {
  const cause = new Error("why");
  assertStrictEquals(new FerryError("what", { cause }).cause, cause);
});

Deno.test("ProtocolError tells the status to answer with and the rule", () => {
  const { message, status, section } = new ProtocolError("a bad thing", 400, "RFC 9112 §5");
  assertEquals({ message, status, section }, {
    message: "a bad thing",
    status: 400,
    section: "RFC 9112 §5",
  });
});

Deno.test("every error of the wire is a FerryError and bears the name of its class", () => {
  for (
    const error of [new FerryError(""), new ProtocolError("", 400, ""), new TruncatedError("")]
  ) {
    assert(error instanceof FerryError && error instanceof Error);
    assertEquals(error.name, error.constructor.name);
  }
});
