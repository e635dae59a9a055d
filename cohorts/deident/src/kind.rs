use std::collections::BTreeMap;

pub use workbench_core::DeidentKind as Kind;

/// The Chinese word, as the masks show it.
pub(super) fn zh(kind: Kind) -> &'static str {
    match kind {
        Kind::Name => "姓名",
        Kind::Staff => "医生",
        Kind::Phone => "电话",
        Kind::Landline => "座机",
        Kind::IdCard => "身份证号",
        Kind::Address => "地址",
        Kind::Email => "邮箱",
        Kind::Password => "密码",
        Kind::BankCard => "银行卡号",
        Kind::Number => "号码",
        Kind::Hospital => "医院",
        Kind::Date | Kind::DateShift => "日期",
        Kind::Age => "年龄",
        Kind::FreeText => "自由文本",
        Kind::None => "不脱敏",
    }
}

/// Which of two overlapping finds names the whole: the rarer mistake wins.
pub(super) fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Password => 9,
        Kind::Email => 8,
        Kind::IdCard | Kind::BankCard => 7,
        Kind::Hospital => 6,
        Kind::Address => 5,
        Kind::Phone => 5,
        Kind::Landline => 4,
        Kind::Number => 4,
        Kind::Name | Kind::Staff => 3,
        _ => 1,
    }
}

/// The kind of each field of a dictionary, by key. A field that is not named is free text.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct FieldKinds(BTreeMap<String, Kind>);

impl FieldKinds {
    /// The kind of the field `key`.
    pub fn of(&self, key: &str) -> Kind {
        self.0.get(key).copied().unwrap_or(Kind::FreeText)
    }

    /// Whether the dictionary asks for moved dates: then every date of the project moves,
    /// else a real date beside a moved one would tell the offset.
    pub fn shifts_dates(&self) -> bool {
        self.0.values().any(|kind| *kind == Kind::DateShift)
    }
}

impl<K: Into<String>> FromIterator<(K, Kind)> for FieldKinds {
    fn from_iter<T: IntoIterator<Item = (K, Kind)>>(fields: T) -> Self {
        Self(fields.into_iter().map(|(key, kind)| (key.into(), kind)).collect())
    }
}
