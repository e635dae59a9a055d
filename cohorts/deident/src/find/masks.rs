use std::sync::LazyLock;

use regex::Regex;

use super::Scan;

/// The shapes our own masks have.
static MASK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\[(?:姓名|患者|医生|电话|座机|身份证号|地址|邮箱|密码|银行卡号|号码|医院|日期|年龄|不可见)",
        r"(?:·(?:[b-df-hj-kmnp-tv-z]{5}|(?:1[89]|20)\d\d年生|尾号\d{4}|\p{Han}{2,12}))?\]",
        r"|⟨\d{4}[-/.年]?\d{1,2}[-/.月]?(?:\d{1,2}日?)?⟩",
        r"|\p{Han}\*\*|1\d\d\*{4}\d{4}|\*{4}\d{4}|>89",
    ))
    .ok()
});

/// Where masks already stand.
pub(super) fn places(scan: &Scan) -> Vec<(usize, usize)> {
    let found = MASK.iter().flat_map(|mask| mask.find_iter(scan.text()));
    found.map(|mask| (scan.place(mask.start()), scan.place(mask.end()))).collect()
}

/// Whether the whole of a value is a mask.
pub(in super::super) fn is_mask(words: &str) -> bool {
    let whole = |mask: &Regex| mask.find(words).is_some_and(|found| found.as_str() == words);
    MASK.iter().any(whole)
}
