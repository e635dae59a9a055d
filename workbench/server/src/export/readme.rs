//! What a package says of itself.

use workbench_store::ExportRequest;

/// Lines that go into the files themselves, where a format has room for them.
pub fn notes(request: &ExportRequest) -> Vec<(String, String)> {
    let mut lines = vec![
        ("导出申请 export request".to_owned(), request.watermark()),
        ("申请人 requested by".to_owned(), format!("{} ({})", request.by_name, request.by_login)),
        ("队列 cohort".to_owned(), format!("{} v{}", request.cohort.name, request.cohort.version)),
        ("队列哈希 cohort hash".to_owned(), request.cohort.hash.to_string()),
        ("数据级别 data level".to_owned(), request.level.to_string()),
    ];
    if let Some(decision) = &request.decision {
        lines.push(("批准人 approved by".to_owned(), decision.by_name.clone()));
        lines.push((
            "批准时间 approved at".to_owned(),
            decision.at.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
        ));
    }
    lines
}

/// The README of a package.
pub fn readme(request: &ExportRequest, rows: usize) -> String {
    let mut text = String::from("科研数据包 RESEARCH DATA PACKAGE\n\n");
    for (key, value) in notes(request) {
        text.push_str(&format!("{key}: {value}\n"));
    }
    text.push_str(&format!("用途 purpose: {}\n", request.reason));
    text.push_str(&format!("病例数 cases: {rows}\n字段数 fields: {}\n\n", request.fields.len()));
    text.push_str(
        "本数据包仅供上述申请人用于上述用途，不得转交他人，不得尝试识别患者身份。\n\
         hashes.txt 列出每个文件的 SHA-256；dictionary.csv 说明每个字段的含义。\n\
         单元格以 = + - @ 开头的文字前加有单引号，以免电子表格将其当作公式执行。\n\
         “未提及”表示报告未提及，不等于阴性。\n\n\
         This package is for the person and the purpose named above. Do not pass it on; do not try to identify anybody.\n\
         hashes.txt lists the SHA-256 of each file; dictionary.csv says what each field means.\n\
         Texts that begin with = + - @ have an apostrophe before them, so that no spreadsheet runs them as formulas.\n\
         `not_mentioned` means that the report does not speak of it, which is not the same as no.\n",
    );
    text
}
