//! What looks like a name and is none.

use super::Scan;

/// Words that begin with a surname's character or hold a name's characters, as reports use them.
const WORDS: &[&str] = &[
    "张力性",
    "张力增",
    "张力减",
    "肌张力",
    "张口",
    "高血压",
    "高密度",
    "高信号",
    "高热",
    "高度",
    "高级别",
    "高分化",
    "高回声",
    "高代谢",
    "高危",
    "高位",
    "高清",
    "高频",
    "高龄",
    "高年资",
    "高渗",
    "高强化",
    "黄疸",
    "黄染",
    "黄体",
    "黄斑",
    "白细胞",
    "白质",
    "白内障",
    "白斑",
    "白血病",
    "白蛋白",
    "白求恩",
    "石淋",
    "金属",
    "金黄",
    "方位",
    "方式",
    "方形",
    "方可",
    "马尾",
    "马蹄",
    "牛皮癣",
    "毛刺",
    "毛玻璃",
    "毛发",
    "龙骨",
    "江湖",
    "雷诺",
    "林奇综",
    "林奇病",
    "何杰金",
    "何氏",
    "安静",
    "安置",
    "安装",
    "安全",
    "平安",
    "康复",
    "温度",
    "温和",
    "文献",
    "向前",
    "向上",
    "向下",
    "向后",
    "向内",
    "向外",
    "向左",
    "向右",
    "向心",
    "严重",
    "严格",
    "史密斯",
    "任何",
    "任意",
    "任务",
    "关节",
    "关系",
    "关闭",
    "关注",
    "于今",
    "于是",
    "于前",
    "于上",
    "于下",
    "于外",
    "余未",
    "余无",
    "余肺",
    "余肝",
    "余各",
    "余双",
    "余所",
    "余均",
    "余年",
    "曾于",
    "曾有",
    "曾在",
    "许多",
    "周围",
    "周身",
    "周期",
    "周边",
    "周岁",
    "常规",
    "常年",
    "全身",
    "全科",
    "石膏",
    "易激惹",
    "汤氏",
    "夏科",
    "梅毒",
    "季节",
    "单纯",
    "石骨",
    "武警",
    "和平",
    "万古霉素",
    "费力",
];

/// Whether the place lies inside or at the start of a word of reports.
pub(super) fn in_a_word(scan: &Scan, start: usize, end: usize) -> bool {
    WORDS.iter().any(|word| {
        let long = word.chars().count();
        // only a word longer than the place swallows it
        long > end - start
            && (end.saturating_sub(long)..=start)
                .any(|from| scan.slice(from, from + long).iter().copied().eq(word.chars()))
    })
}

/// Whether a word of reports begins here: no name does.
pub(super) fn begins_a_word(scan: &Scan, start: usize) -> bool {
    // a disease or sign that bears its discoverer's name
    if scan.at(start + 1) == Some('氏') || scan.at(start + 2) == Some('氏') {
        return true;
    }
    WORDS.iter().any(|word| {
        let long = word.chars().count();
        scan.slice(start, start + long).iter().copied().eq(word.chars())
    })
}
