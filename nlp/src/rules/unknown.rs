//! Words that stand where a finding would and that no dictionary knows.

use serde::Serialize;

use super::vocabulary;
use crate::engine::Lang;

/// Words of style and degree, which name nothing; a run that begins or ends with one is cut there.
const PLAIN: [&str; 60] = [
    "明显",
    "轻度",
    "中度",
    "重度",
    "稍",
    "略",
    "部分",
    "大致",
    "基本",
    "局部",
    "周围",
    "邻近",
    "相应",
    "上述",
    "所见",
    "显示",
    "欠佳",
    "良好",
    "清晰",
    "清楚",
    "尚可",
    "正常",
    "对称",
    "居中",
    "光整",
    "自然",
    "通畅",
    "未见",
    "可见",
    "情况",
    "可能",
    "建议",
    "结合",
    "临床",
    "随访",
    "复查",
    "检查",
    "必要时",
    "进一步",
    "请",
    "同前",
    "较前",
    "变化",
    "范围",
    "大小",
    "形态",
    "不规则",
    "均匀",
    "不均",
    "类似",
    "伴有",
    "以及",
    "其他",
    "其余",
    "各段",
    "各层",
    "改变后",
    "术后",
    "约",
    "呈",
];

/// A word seen but not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnknownTerm {
    /// The word.
    pub term: String,
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// The unknown words of a Chinese text, in order; empty for other languages.
pub fn unknown_terms(text: &str) -> Vec<UnknownTerm> {
    if Lang::detect(text) != Lang::Zh {
        return Vec::new();
    }
    let found = vocabulary::engine(Lang::Zh).unknown(text);
    found
        .into_iter()
        .filter_map(|span| {
            let (mut start, mut end) = (span.start, span.end);
            let mut word = span.of(text)?;
            while let Some(plain) = PLAIN.iter().find(|plain| word.starts_with(**plain)) {
                word = word.strip_prefix(plain)?;
                start += plain.chars().count();
            }
            while let Some(plain) = PLAIN.iter().find(|plain| word.ends_with(**plain)) {
                word = word.strip_suffix(plain)?;
                end -= plain.chars().count();
            }
            let whole = end.saturating_sub(start) >= 2;
            whole.then(|| UnknownTerm { term: word.to_owned(), start, end })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_after_a_cue_are_noticed() {
        let text = "右肺上叶可见蛛网样影。左肾见囊袋肠样改变。未见明显异常。";
        let found = unknown_terms(text);
        for one in &found {
            let span = workbench_core::Span::new(one.start, one.end);
            assert_eq!(span.of(text), Some(one.term.as_str()));
        }
        assert!(found.iter().any(|one| one.term.contains("蛛网")), "{found:?}");
        assert!(unknown_terms("右肺上叶见结节。").is_empty());
        assert!(unknown_terms("There is a nodule.").is_empty());
    }
}
