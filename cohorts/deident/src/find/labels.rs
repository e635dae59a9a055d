//! Numbers and words that follow a label: 住院号, 电话, 密码 …

use std::sync::LazyLock;

use regex::Regex;

use super::{Found, Kind, Scan};

/// What may stand between a label and its value.
const GAP: &str = r"(?: ?\([^()\n]{0,8}\))? ?(?:[:#=]|为|是|No\.?|no\.?)? ?";

static RULES: LazyLock<Vec<(Regex, Kind)>> = LazyLock::new(|| {
    let rules = [
        (
            r"身份证件?(?:号码|号)?|证件(?:号码|号)|公民身份号码|护照(?:号码|号)|通行证(?:号码|号)|(?i:id card|passport|identity card|national id)",
            r"[0-9A-Za-z][0-9A-Za-z -]{4,22}[0-9A-Za-z]",
            Kind::IdCard,
        ),
        (
            r"手机(?:号码|号)?|移动电话|联系电话|联系方式|电话(?:号码)?|微信号?|(?:QQ|qq)号?|(?i:mobile|phone|cell|tel\.?|telephone|wechat)",
            r"[+(]?\d[\d() -]{4,20}\d(?: ?转 ?\d{1,6})?|[A-Za-z][A-Za-z0-9_-]{5,19}",
            Kind::Phone,
        ),
        (
            r"座机(?:号码|号)?|固定电话|固话|传真|办公电话|值班电话|分机号?|(?i:fax)",
            r"[+(]?\d[\d() -]{1,20}\d(?: ?转 ?\d{1,6})?",
            Kind::Landline,
        ),
        (
            r"银行卡号?|银行账号|银行帐号|卡号|账号|帐号|(?i:card number|bank account)",
            r"\d[\d -]{6,26}\d",
            Kind::BankCard,
        ),
        (
            concat!(
                r"住院(?:号码|号)|门诊(?:号码|号)|急诊号|病历号|病案号|登记号|就诊(?:卡号|号)|诊疗卡号|体检(?:编号|号)|检查(?:编号|号|流水号)|",
                r"影像(?:编号|号)|放射(?:编号|号)|(?:CT|MRI?|DR|CR|PET|US|X线|X光|B超|超声|彩超|内镜|胃镜|肠镜|核医学|心电)(?:编号|检查号|号)|",
                r"病理(?:编号|片号|号)|切片号|蜡块号|标本(?:编号|号)|样本(?:编号|号)|条码号?|条形码|申请单?号|医嘱号|医保(?:卡号|号)|社保(?:卡号|号)|",
                r"报告(?:编号|单号)|患者(?:编号|ID|id)|病人(?:编号|号|ID|id)|流水号|登记流水号|档案号|编号|",
                r"(?i:(?-u:\b)MRN|(?-u:\b)medical record(?: number| no)?|(?-u:\b)accession(?: number| no)?|(?-u:\b)patient id|(?-u:\b)hospital (?:number|no)|(?-u:\b)study id|(?-u:\b)ID号?)",
            ),
            r"[A-Za-z0-9](?:[A-Za-z0-9_/.-]*[A-Za-z0-9])?",
            Kind::Number,
        ),
        (
            r"密码|口令|(?i:(?-u:\b)password|(?-u:\b)passwd|(?-u:\b)pwd|(?-u:\b)passcode)",
            r#"[^\s,;。、()\[\]'"“”\p{Han}]{3,64}"#,
            Kind::Password,
        ),
    ];
    let made = rules.into_iter().filter_map(|(label, value, kind)| {
        Some((Regex::new(&format!("(?:{label}){GAP}({value})")).ok()?, kind))
    });
    made.collect()
});

pub(super) fn find(scan: &Scan, found: &mut Vec<Found>) {
    for (rule, kind) in RULES.iter() {
        for value in rule.captures_iter(scan.text()).filter_map(|words| words.get(1)) {
            // a label without a number names nobody
            let digits = value.as_str().bytes().filter(u8::is_ascii_digit).count();
            let few = if *kind == Kind::Number { 2 } else { 3 };
            if digits >= few || *kind == Kind::Password || (digits > 0 && *kind == Kind::Phone) {
                let (start, end) = (scan.place(value.start()), scan.place(value.end()));
                found.push(Found { start, end, kind: *kind });
            }
        }
    }
}
