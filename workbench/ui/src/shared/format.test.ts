import { expect, it } from "vitest";
import { toCsv } from "./csv";
import { bytes, date, number, percent, time, volume } from "./format";
import { sortKey, valueText } from "./values";

const words = { yes: "是", no: "否", many: "多个" };

it("shows numbers with the digits a reader needs", () => {
  expect([0, 12, -123.456, 1234567.891, 0.000012345, Number.NaN].map((value) => number(value))).toEqual([
    "0",
    "12",
    "-123",
    "1234568",
    "1.23e-5",
    "",
  ]);
  expect(number(96.0000001)).toBe("96");
  expect(volume(999.9)).toBe("999.9 mm³");
  expect(volume(53483)).toBe("53.48 cm³");
  expect(percent(0.8725)).toBe("87.3%");
  expect(bytes(1_500_000)).toBe("1.5 MB");
});

it("reads DICOM and ISO dates, and leaves the rest as it is", () => {
  expect(date("20260301")).toBe("2026-03-01");
  expect(date("2026-03-01T10:00:00Z")).toBe("2026-03-01");
  expect(date("2026年3月")).toBe("2026年3月");
  expect(time("nonsense")).toBe("nonsense");
  expect(time(null)).toBe("");
});

it("writes values of every type", () => {
  const text = (type: string, value: unknown, unit: string | null = null) =>
    valueText({ type: type as "text", unit }, value, words);
  expect(text("bool", false)).toBe("否");
  expect(text("number", 18, "mm")).toBe("18 mm");
  expect(text("multi", ["分叶", "毛刺"])).toBe("分叶、毛刺");
  expect(text("count", { exact: 3, min: 3, max: 3, kind: "exact" })).toBe("3");
  expect(text("count", { exact: null, min: 2, max: null, kind: "many" })).toBe("≥ 2");
  expect(text("count", { exact: null, min: null, max: null, kind: "many" })).toBe("多个");
  expect(text("number", null)).toBe("");
  expect(sortKey({ exact: null, min: 2 })).toBe(2);
});

it("writes CSV that Excel opens and that runs no formula", () => {
  expect(
    toCsv(
      ["名", "值"],
      [
        ['a,"b"', 1.5],
        ["=SUM(A1)", null],
        ["-3.2", Number.NaN],
      ],
    ),
  ).toBe('\ufeff名,值\r\n"a,""b""",1.5\r\n\'=SUM(A1),\r\n-3.2,\r\n');
});
