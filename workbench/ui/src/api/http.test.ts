import { expect, it } from "vitest";
import { nounsOf } from "./events";
import { toProblem, url } from "./http";

it("leaves empty parameters out of an address", () => {
  expect(url("/reports", { q: "结节", modality: "", cursor: null, limit: 5 })).toBe(
    "/api/v1/reports?q=%E7%BB%93%E8%8A%82&limit=5",
  );
});

it("reads a problem, and keeps the status of an answer that is none", () => {
  const problem = toProblem(
    422,
    JSON.stringify({ code: "bad_input", title: "t", detail: "row 3", detail_zh: "第 3 行", trace: "x" }),
  );
  expect([problem.code, problem.detail, problem.detailZh, problem.trace]).toEqual([
    "bad_input",
    "row 3",
    "第 3 行",
    "x",
  ]);
  expect(toProblem(502, "<html>").status).toBe(502);
});

it("knows what a finished job changes", () => {
  expect(nounsOf("import_dicom")).toContain("studies");
  expect(nounsOf("predict")).toContain("findings");
  expect(nounsOf("other")).toEqual([]);
});
