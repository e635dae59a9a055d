//! What no honest file holds is handled or named; the server lives and nothing is silently blank.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use serde_json::{Value, json};
use workbench_tests::client::{Client, id_of};
use workbench_tests::workbook::workbook;

const RULES: &str = "ruleset:\n  id: demo\n  version: 1.0.0\n  title: {zh: 示例, en: Example}\ndict:\n  nodule: {terms: [结节]}\n\
    fields:\n  - key: present\n    name: {zh: 结节, en: Nodule}\n    type: bool\n    from: {finding: nodule}\n\
    tests:\n  - {text: 右肺见结节。, expect: {present: true}}\n  - {text: 双肺未见结节。, expect: {present: false}}\n";

/// A refusal in both languages.
fn refused(client: &mut Client, method: &str, path: &str, tag: &str, body: &Value) -> Value {
    let answer = client.ask(method, path, tag, body.to_string().as_bytes());
    assert!(matches!(answer.status, 413 | 422), "{method} {path}: {} {}", answer.status, answer.json);
    assert_eq!(answer.kind, "application/problem+json", "{method} {path}");
    for words in ["detail", "detail_zh"] {
        assert!(
            answer.json[words].as_str().unwrap_or_default().contains("MB")
                || answer.json[words].as_str().unwrap_or_default().contains("1048576"),
            "{words}: {}",
            answer.json
        );
    }
    answer.json
}

#[test]
fn a_rule_file_of_ten_megabytes_is_refused_and_nothing_is_published() {
    let mut client = Client::start().unwrap();
    let project = client.project();
    let sets = format!("/projects/{project}/rulesets");
    let set = id_of(&client.json("POST", &sets, json!({"source": RULES})));
    let draft = format!("/rulesets/{set}/draft");
    let before = client.json("GET", &format!("/rulesets/{set}"), Value::Null);
    let tag = before["draft"]["etag"].as_str().unwrap().to_owned();
    let long = |bytes: usize| format!("{RULES}{}", "# 注释，每行一条\n".repeat(bytes / 26));
    let one_line = format!("{RULES}# {}\n", "x".repeat(10_000_000));
    for source in [long(10_000_000), one_line, long(20_000_000)] {
        let other = json!({"source": source.replace("id: demo", "id: other")});
        refused(&mut client, "POST", &sets, "", &other);
        // a draft may be broken, but is kept only as far as a rule file may be large
        let answer = client.ask("PUT", &draft, &tag, json!({"source": source}).to_string().as_bytes());
        assert!(matches!(answer.status, 413 | 422), "{} {}", answer.status, answer.json);
        assert_eq!(answer.kind, "application/problem+json");
        assert!(answer.json["detail_zh"].is_string(), "{}", answer.json);
        let answer = client.ask("POST", "/rules/check", "", json!({"source": source}).to_string().as_bytes());
        assert!(answer.status == 413 || answer.json["ok"] == json!(false), "{}", answer.json);
    }
    let list = client.json("GET", &sets, Value::Null);
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");
    assert_eq!(client.json("GET", &format!("/rulesets/{set}"), Value::Null), before);
}

#[test]
fn a_workbook_of_terms_is_imported() {
    let mut client = Client::start().unwrap();
    let project = client.project();
    let rows: [&[&str]; 4] = [
        &["中文名", "英文名", "类别", "编码系统", "编码", "上级", "术语", "排除"],
        &["肺结节", "lung nodule", "finding", "RadLex", "RID3875", "", "小结节；微结节", "结节性甲状腺肿"],
        &["磨玻璃结节", "", "finding", "", "", "肺结节", "GGN；磨玻璃<密度>&结节", ""],
        &["错类", "", "thing", "", "", "", "", ""],
    ];
    let bytes = workbook(&rows).unwrap();
    let path = format!("/projects/{project}/terms/import");
    let seen = client.send("POST", &format!("{path}?preview=true&name=t.xlsx"), "", &bytes);
    assert_eq!((&seen["added"], &seen["rejected"][0]["row"]), (&json!(2), &json!(4)), "{seen}");
    let terms = format!("/projects/{project}/terms");
    assert_eq!(client.json("GET", &terms, Value::Null)["total"], 0, "a preview keeps nothing");
    let kept = client.send("POST", &format!("{path}?name=t.xlsx"), "", &bytes);
    assert_eq!(kept["added"], 2, "{kept}");
    let list = client.json("GET", &terms, Value::Null);
    let one =
        |zh: &str| list["items"].as_array().unwrap().iter().find(|one| one["zh"] == zh).unwrap().clone();
    let (lung, ggn) = (one("肺结节"), one("磨玻璃结节"));
    assert_eq!(lung["terms"], json!(["小结节", "微结节"]));
    assert_eq!(lung["excluded"], json!(["结节性甲状腺肿"]));
    assert_eq!((&lung["system"], &lung["code"]), (&json!("RadLex"), &json!("RID3875")));
    assert_eq!(ggn["parent"], lung["id"]);
    assert_eq!(ggn["terms"], json!(["GGN", "磨玻璃<密度>&结节"]));
    let again = client.send("POST", &format!("{path}?name=t.xlsx"), "", &bytes);
    assert_eq!((&again["added"], &again["same"]), (&json!(0), &json!(2)), "{again}");
    let broken = client.ask("POST", &format!("{path}?name=t.xlsx"), "", &bytes[..bytes.len() / 2]);
    assert_eq!((broken.status, broken.kind.as_str()), (422, "application/problem+json"), "{}", broken.json);
    assert!(broken.json["detail_zh"].is_string(), "{}", broken.json);
}

/// Imports a table; answers the job's result.
fn import(client: &mut Client, project: &str, name: &str, bytes: &[u8]) -> Value {
    let started = client.send("POST", &format!("/projects/{project}/reports?name={name}"), "", bytes);
    client.finish(&started)["result"].clone()
}

/// What is said of row 2 of the table.
fn said(result: &Value) -> String {
    let problems = result["problems"].as_array().unwrap().iter();
    let of_row = problems.filter(|one| one["row"] == 2).map(|one| one["message_zh"].as_str().unwrap());
    of_row.collect::<Vec<_>>().join("；")
}

#[test]
fn strange_reports_are_read_or_named() {
    let mut client = Client::start().unwrap();
    let project = client.project();
    let row = |id: &str, text: &str| format!("患者编号,检查号,报告内容\nP-{id},{id},\"{text}\"\n");
    let gbk = encoding_rs::GBK.encode(&row("GBK", "右肺上叶结节，约8mm。")).0.into_owned();
    assert_eq!(import(&mut client, &project, "a.csv", &gbk)["encoding"], "GB18030");
    let html = "<html><body><p>影像所见：右肺上叶见结节，大小约8mm&times;6mm。</p><br/>&nbsp;</body></html>";
    assert_eq!(import(&mut client, &project, "b.csv", row("HTML", html).as_bytes())["new"], 1);
    // what is read wrongly or not at all is said, by row
    let million = "右肺上叶结节约8mm。".repeat(100_000);
    let letters = "x".repeat(1_000_000);
    for (id, text, words) in [
        ("BELL", "右肺\u{7}上叶见结\u{1b}[31m节，约8mm。", "2 个控制字符"),
        ("ZERO", "右肺上叶见结节\0，约8mm。", "1 个控制字符"),
        ("LOST", "右肺上叶见结\u{FFFD}，约8mm。", "无法识别的字符"),
        ("RUSSIAN", "Дыхательные пути без изменений", "既不是中文也不是英文"),
        ("JAPANESE", "肺野に異常を認めない", "既不是中文也不是英文"),
        ("DOTS", "…… 。。。", "没有汉字或字母"),
        ("LETTERS", &letters, "远长于一份报告"),
        ("MILLION", &million, "2048 KB"),
        ("EMPTY", "", "报告文字为空"),
        ("SPACES", "  \n 　", "报告文字为空"),
    ] {
        let result = import(&mut client, &project, "c.csv", row(id, text).as_bytes());
        assert!(said(&result).contains(words), "{id}: {result}");
    }
    let half =
        ["患者编号,检查号,报告内容\nP-HALF,HALF,右肺".as_bytes(), b"\xff\xfe\x80", "结节\n".as_bytes()]
            .concat();
    let result = import(&mut client, &project, "d.csv", &half);
    assert!(said(&result).contains("无法识别的字符"), "{result}");
    let fits = "右肺上叶结节约8mm。".repeat(70_000);
    let result = import(&mut client, &project, "e.csv", row("FITS", &fits).as_bytes());
    assert_eq!((&result["new"], said(&result).contains("远长于")), (&json!(1), true));

    let path = format!("/projects/{project}/databases");
    let database = id_of(&client.json("POST", &path, json!({"name": "d", "pack": "lung_nodule"})));
    let started = client.json("POST", &format!("/databases/{database}/fill"), json!({}));
    let job = client.finish(&started);
    assert_eq!(job["result"]["reports"], 11, "two empty ones and one above the limit are left out: {job}");
    let cases = client.json("GET", &format!("/databases/{database}/cases?limit=100"), Value::Null);
    let length = |id: &str| {
        let of = |one: &&Value| one["patient"]["label"].as_str().unwrap().contains(&format!("P-{id}"));
        let case = cases["items"].as_array().unwrap().iter().find(of).unwrap_or(&Value::Null);
        case["values"]["nodule_long_mm"]["value"]["value"].clone()
    };
    for id in ["GBK", "HTML", "ZERO", "FITS"] {
        assert_eq!(length(id), json!(8.0), "{id}");
    }
    let list = client.json("GET", &format!("/projects/{project}/reports?limit=100"), Value::Null);
    assert_eq!(list["total"], 11);
    for report in list["items"].as_array().unwrap() {
        let whole = client.json("GET", &format!("/reports/{}", id_of(report)), Value::Null);
        assert!(!whole["text"].as_str().unwrap().trim().is_empty(), "{report}");
    }
}
