// A thread of its own for bcrypt, which takes a processor for a tenth of a second and more.
//
// Contract: answers each question, in order, with whether the password has the hash.

import { compareSync } from "bcryptjs";
import type { BcryptQuestion } from "./bcrypt.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent<BcryptQuestion>) => void;
  postMessage(answer: boolean): void;
};

scope.onmessage = ({ data: { password, bcrypt } }): void => {
  scope.postMessage(compareSync(password, bcrypt));
};
