//! What a word or mark does in a sentence.

/// Side of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// 左.
    Left,
    /// 右.
    Right,
    /// 双, 两侧.
    Both,
}

/// The part a token plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    // Marks.
    /// End of a sentence or list item.
    Stop,
    /// Comma.
    Comma,
    /// Colon.
    Colon,
    /// 、 of a list.
    Pause,
    /// Opening bracket.
    Open,
    /// Closing bracket.
    Close,
    /// Question mark.
    Ask,

    // Parts of a finding.
    /// Modifier that needs a head: 低密度, 软组织.
    Mod,
    /// Weak head that needs a modifier: 影, 灶.
    Weak,
    /// A finding by itself: 结节, 积液.
    Thing,
    /// State of an organ, also used of lesions: 肿大, 增厚.
    State,
    /// Finding that also modifies: 钙化, 低回声, 异常.
    Loose,
    /// Only with 不 before it: 大, 厚.
    Plain,
    /// Lymph node: a place or a finding.
    Node,
    /// Diagnosis.
    Disease,
    /// End of a disease name: 癌, 炎.
    Suffix,
    /// Property of a lesion: 强化, 血流.
    Trait,
    /// Something of the patient that is no finding but changes: 体重, 食欲.
    Vital,
    /// Finding made of other tokens; the number is its place in the list of mentions.
    Mention(u32),

    // Places.
    /// Side.
    Side(Side),
    /// Organ or region.
    Organ,
    /// Organ whose left and right are parts of it: 肝, 心.
    Solo,
    /// Word that goes on a place: 内, 旁, 段.
    Part,

    // Joints.
    /// 及, 和, 或, 伴.
    And,
    /// 的.
    De,
    /// 见, 示.
    Seen,
    /// 另见, 并见.
    Another,
    /// 各见.
    Each,
    /// 但, 余: a new statement.
    But,
    /// 其, 该.
    That,
    /// Word that only keeps others from being read inside it.
    Skip,

    // Assertion.
    /// 未见, 无.
    Neg,
    /// 不 right before a state.
    Not,
    /// 阴性, (-).
    NegAfter,
    /// 考虑, 符合.
    Likely,
    /// 可能性大.
    LikelyAfter,
    /// 可疑, 警惕.
    Maybe,
    /// 可能, 待排.
    MaybeAfter,
    /// 不除外: before or after.
    MaybeEither,
    /// 除外, 排除: doubt when advised, absence when done.
    RuleOut,
    /// 建议, 请.
    Advice,
    /// 既往, history of.
    Past,
    /// 术后: right after a disease.
    Operated,
    /// 根治术: an operation, which may be of the past.
    Operation,
    /// 病史.
    PastAfter,
    /// 母亲, 家族.
    Family,
    /// 患者, 本人.
    Self_,
    /// 如, 若.
    If,

    // Change.
    /// 较前, 对比.
    Versus,
    /// 加重, 进展.
    Grow,
    /// 缩小, 减轻.
    Shrink,
    /// 变化不大.
    Same,
    /// 新发.
    New,
    /// 消失: also absence.
    Gone,

    // Numbers.
    /// 多发, 数枚.
    Many,
    /// 单发.
    Single,
    /// A number of pieces; the number is its place in the list of quantities.
    Pieces(u32),
    /// A measure; the number is its place in the list of quantities.
    Measure(u32),
    /// A calendar date; the number is its place in the list of quantities.
    Date(u32),
    /// Image number, slice, clock face: consumed.
    Reference,
    /// 大者, 最大.
    Max,
    /// 短径.
    Short,
    /// 原, 前片.
    Prior,
    /// 现, 此次.
    Now,
    /// 厚.
    Thick,
    /// 深.
    Depth,
    /// 实性成分.
    Solid,
    /// 距: what follows is no size.
    Distance,
    /// 大小, 直径, 约.
    Measuring,
    /// 其中: a part of those already counted.
    Subset,
    /// Begins a grade: rads, 分化; read by the grade reader.
    Grade,
}
