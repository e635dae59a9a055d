use std::collections::BTreeMap;

/// What a field, or a place in a text, says about a person 脱敏类型.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 姓名: name of a patient, relative or anybody not known as staff.
    Name,
    /// 医生姓名: name of a doctor, technician, nurse.
    Staff,
    /// 电话: mobile phone, also WeChat and QQ numbers.
    Phone,
    /// 座机: fixed line.
    Landline,
    /// 身份证号: Chinese identity number (GB 11643), passport.
    IdNumber,
    /// 地址: address.
    Address,
    /// 邮箱: e-mail address.
    Email,
    /// 密码: password; shown at no level as a value.
    Password,
    /// 银行卡号: bank card.
    BankCard,
    /// 住院号, 门诊号, 检查号, 病理号 …: a hospital's number.
    Number,
    /// 医院名称: name of a hospital.
    Hospital,
    /// A date that is real at level `limited` and cut to its year below.
    Date,
    /// A date that is moved by the patient's offset below level `identified`.
    DateShift,
    /// An age; above 89 it is covered where dates are cut.
    Age,
    /// Free text, searched for all of these.
    FreeText,
    /// Says nothing about a person: never changed.
    Plain,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Self; 16] = [
        Self::Name,
        Self::Staff,
        Self::Phone,
        Self::Landline,
        Self::IdNumber,
        Self::Address,
        Self::Email,
        Self::Password,
        Self::BankCard,
        Self::Number,
        Self::Hospital,
        Self::Date,
        Self::DateShift,
        Self::Age,
        Self::FreeText,
        Self::Plain,
    ];

    /// The Chinese word, as the dictionary and the masks show it.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Name => "姓名",
            Self::Staff => "医生",
            Self::Phone => "电话",
            Self::Landline => "座机",
            Self::IdNumber => "身份证号",
            Self::Address => "地址",
            Self::Email => "邮箱",
            Self::Password => "密码",
            Self::BankCard => "银行卡号",
            Self::Number => "号码",
            Self::Hospital => "医院",
            Self::Date => "日期",
            Self::DateShift => "日期偏移",
            Self::Age => "年龄",
            Self::FreeText => "自由文本",
            Self::Plain => "不脱敏",
        }
    }

    /// Which of two overlapping finds names the whole: the rarer mistake wins.
    pub(super) fn rank(self) -> u8 {
        match self {
            Self::Password => 9,
            Self::Email => 8,
            Self::IdNumber | Self::BankCard => 7,
            Self::Hospital => 6,
            Self::Address => 5,
            Self::Phone => 5,
            Self::Landline => 4,
            Self::Number => 4,
            Self::Name | Self::Staff => 3,
            _ => 1,
        }
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
