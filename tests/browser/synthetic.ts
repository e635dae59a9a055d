// Reports of people who do not exist, with what they say known: enough to count what a search must find.

export type Said = { patient: string; nodule: boolean; size: number | null; density: string; operated: boolean; male: boolean };
export type Reports = { csv: string; said: Said[]; names: string[] };

const DENSITIES = ["实性", "磨玻璃", "部分实性"];
const FAMILY = "赵钱孙李周吴郑王冯陈";
const GIVEN = ["建国", "秀英", "志强", "丽华", "文博", "晓燕"];

/** `count` reports, one a patient; every number begins with SYN and every report says that it is synthetic. */
export function reports(count: number, mark: string): Reports {
  const said: Said[] = [];
  const names: string[] = [];
  const rows = ["患者编号,姓名,性别,年龄,检查号,设备类型,检查部位,检查日期,检查所见,诊断意见"];
  for (let i = 0; i < count; i += 1) {
    const nodule = i % 5 !== 4;
    const size = nodule ? 3 + (i % 17) : null;
    const density = DENSITIES[i % 3] as string;
    const operated = i % 11 === 0;
    const male = i % 2 === 0;
    const name = `${FAMILY[i % FAMILY.length]}${GIVEN[i % GIVEN.length]}`;
    const patient = `SYN-${mark}-${String(i).padStart(4, "0")}`;
    const day = `${2023 + (i % 3)}-${String(1 + (i % 12)).padStart(2, "0")}-${String(1 + (i % 28)).padStart(2, "0")}`;
    const findings = [
      "（合成报告）胸廓对称。",
      nodule ? `右肺上叶见${density === "磨玻璃" ? "磨玻璃" : density}结节，长径约${size}mm，边缘光滑。` : "双肺未见结节。",
      operated ? "左肺下叶切除术后改变。" : "",
      "双侧胸腔未见积液。",
    ].join("");
    const impression = nodule ? `右肺上叶${density}结节，建议随访。` : "双肺未见明显异常。";
    rows.push([patient, name, male ? "男" : "女", 40 + (i % 40), `A${mark}${i}`, "CT", "胸部", day, findings, impression].join(","));
    said.push({ patient, nodule, size, density, operated, male });
    names.push(name);
  }
  return { csv: `\ufeff${rows.join("\r\n")}\r\n`, said, names: [...new Set(names)] };
}
