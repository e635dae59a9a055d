import { expect, it } from "vitest";
import { stageOf } from "./stage";

it("says a stage in one language", () => {
  expect(stageOf("生成合成CT generating CT", true)).toBe("生成合成CT");
  expect(stageOf("读取表格 reading the table", false)).toBe("reading the table");
  for (const plain of ["reading", "reading a file", "读取", ""]) expect(stageOf(plain, true)).toBe(plain);
  expect(stageOf(null, false)).toBe("");
});
