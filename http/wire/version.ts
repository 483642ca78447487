// HTTP versions: which ferry speaks, and how a version text is read (RFC 9112 §2.3).

/**
 * The version that a message is treated as. `HTTP/0.9` stands for a request line without a version
 * (the Simple-Request of RFC 1945 §5), which ferry answers with a whole HTTP/1.1 response.
 */
export type HttpVersion = "HTTP/0.9" | "HTTP/1.0" | "HTTP/1.1";

const VERSION = /^HTTP\/[0-9]\.[0-9]$/;

/**
 * Reads `HTTP/` DIGIT `.` DIGIT, in capitals. A higher minor version of 1 counts as 1.1 (RFC 9110
 * §2.5); "foreign" is a well-formed version of another major number, undefined is no version at all.
 */
export function parseVersion(text: string): "HTTP/1.0" | "HTTP/1.1" | "foreign" | undefined {
  if (text === "HTTP/1.1") return text;
  if (!VERSION.test(text)) return undefined;
  if (text[5] !== "1") return "foreign";
  return text === "HTTP/1.0" ? text : "HTTP/1.1";
}
