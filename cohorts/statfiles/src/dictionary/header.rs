//! Words for the columns of a dictionary and for types, English and Chinese.

use crate::Kind;

/// What a column of a dictionary says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Field {
    Key,
    LabelZh,
    LabelEn,
    Type,
    Unit,
    Values,
    Missing,
    Name,
    Part,
    Codes,
    /// What a data dictionary says more of a field; it is not read.
    Further,
}

const FIELDS: [(Field, &[&str]); 11] = [
    (Field::Key, &["key", "field", "variable", "column", "字段", "字段名", "变量", "变量名", "键"]),
    (Field::LabelZh, &["labelzh", "zh", "label", "namezh", "中文名", "中文标签", "中文名称", "标签", "名称"]),
    (Field::LabelEn, &["labelen", "en", "nameen", "英文名", "英文标签", "英文名称"]),
    (Field::Type, &["type", "kind", "类型", "数据类型", "字段类型"]),
    (Field::Unit, &["unit", "units", "单位"]),
    (Field::Values, &["values", "valuelabels", "choices", "options", "取值", "选项", "值标签", "值域"]),
    (Field::Missing, &["missing", "missingvalues", "usermissing", "缺失", "缺失值", "缺失原因"]),
    (Field::Name, &["name", "filename", "文件中名称"]),
    (Field::Part, &["part", "部分"]),
    (Field::Codes, &["codes", "missingcodes", "缺失代码"]),
    (
        Field::Further,
        &[
            "range",
            "required",
            "pattern",
            "deident",
            "input",
            "formula",
            "help",
            "group",
            "范围",
            "必填",
            "格式",
            "脱敏类型",
            "输入形式",
            "公式",
            "说明",
            "分组",
        ],
    ),
];

const KINDS: [(Kind, &[&str]); 10] = [
    (Kind::Text, &["text", "string", "str", "file", "文本", "字符", "单行文本", "短文本", "文件链接"]),
    (Kind::LongText, &["longtext", "notes", "长文本", "多行文本"]),
    (Kind::Integer, &["integer", "int", "整数"]),
    (Kind::Decimal, &["decimal", "number", "float", "double", "numeric", "小数", "数值", "数字"]),
    (Kind::Date, &["date", "日期"]),
    (Kind::Moment, &["datetime", "timestamp", "moment", "date+time", "日期时间", "日期+时间", "时间"]),
    (Kind::YesNo, &["yesno", "yes/no", "bool", "boolean", "是否", "是/否", "布尔"]),
    (
        Kind::Choice,
        &["choice", "singlechoice", "single", "enum", "ordinal", "category", "单选", "枚举", "分类", "等级"],
    ),
    (Kind::Choices, &["choices", "multiplechoice", "multichoice", "multi", "multiple", "多选"]),
    (Kind::Count, &["count", "计数", "数量", "个数"]),
];

/// Case, spaces, `_` and `-` make no difference.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-'))
        .flat_map(char::to_lowercase)
        .collect()
}

pub(super) fn field(text: &str) -> Option<Field> {
    let text = plain(text);
    FIELDS.iter().find(|(_, words)| words.contains(&text.as_str())).map(|(f, _)| *f)
}

pub(super) fn kind(text: &str) -> Option<Kind> {
    let text = plain(text);
    KINDS.iter().find(|(_, words)| words.contains(&text.as_str())).map(|(k, _)| *k)
}
