import { expect, it } from "vitest";
import { lacking } from "./passwordRules";

it("asks for eight characters with a digit, both cases and a symbol", () => {
  expect(lacking("Abcdef1!")).toEqual([]);
  expect(lacking("abc")).toEqual(["length", "digit", "upper", "symbol"]);
  expect(lacking("ABCDEFG1!")).toEqual(["lower"]);
});
