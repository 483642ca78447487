// Credentials: a user's name and password, as Basic authentication sends them (RFC 7617).

import { utf8Text } from "./percent.ts";

/**
 * The value of Authorization or Proxy-Authorization, or undefined when these can't be sent: a control
 * character in either of them, or a colon in the name (RFC 7617 §2).
 */
export function basicAuthorization(user: string, password: string): string | undefined {
  if (user.includes(":") || /\p{Cc}/u.test(user + password)) return undefined;
  return `Basic ${btoa(utf8Text(`${user}:${password}`))}`;
}
