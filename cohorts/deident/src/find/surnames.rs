//! Surnames and the signs of given names.

/// Surnames of some 95 % of people: enough to tell a name where the context is weak.
const COMMON: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤于康易乔文庞樊兰殷施洪翟安颜倪牛温芦季俞章鲁葛伍申尤毕聂柴焦柳邢岳齐梅庄涂祝耿詹关费纪靳童欧甄裴祁";
/// Surnames that are rarer or are first of all other words: taken after a label only.
const RARE: &str = "常左时应成车舒骆路宁全解项苗单包凌霍阮柯卜阎褚屈娄隋游卫鲍窦丛岑古管司蓝刁查冼饶麦迟宗麻辛盛甘景谷房冉车缪楼练衡封储戚明米蒲粟滕邬闵桑荣党宫冀晏满仇连植郎艾尚瞿鞠芮邝谌沙敖覃佟濮巩阚沐狄佘初扈栾上官巫冷苟边牟滑敬阳付代肇仝仲师揭郜计奚经相和曲水平伏茅喻云花元伊湛汲贡劳逄姬申暴柏蔺池胥苍闻莘翁谯郁璩双能索咸籍赖卓蔚越夔隆巢蒯后荆红竺权逯盖益桓公晋楚法汝鄢岳帅亢况郈有琴商海归";
const COMPOUND: &[&str] = &[
    "欧阳", "上官", "司马", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "令狐", "慕容", "司徒", "司空", "东方",
    "独孤", "南宫", "长孙", "宇文", "端木", "轩辕", "百里", "呼延", "闻人", "澹台", "濮阳", "淳于", "单于",
    "太史", "申屠", "仲孙", "钟离", "鲜于", "闾丘", "司寇", "拓跋", "西门", "赫连",
];
/// Characters of given names, by frequency of use.
const GIVEN: &str = concat!(
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂玉华建国文志红梅春海燕云飞鹏辉宇浩雪莉玲琴萍鑫波斌龙凤洁琳素真环荣爱妹香月莺媛瑞凡佳嘉琼",
    "勤珍贞露莎锦黛青倩婷姣婉娴瑾颖瑶怡婵雁蓓纨仪荷丹蓉眉君蕊薇菁梦岚苑筠柔竹霭凝晓欢霄枫芸菲寒伊亚宜可姬舒影荔枝思毅俊峰保东善良民友裕河哲江浪泽晨辰",
    "光天达安岩中茂进林有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松厚庆磊民裕福生富顺信子才发武新利清彬成康星世广义兴顺宝德忠昌贤栋维启克伦翔旭鸿朋辉邦",
    "学祥才永翰朗伯宏言若鸣斌梁正昊轩逸然涵梓桐欣雨诗语晗萱睿泓铭琪琦钰晶莹雯彤妍慧惠淑凯立雄帅冰宁楠森源韬靖阳奇航润恒淼炎昭昕晖曦雅韵芝芬菊娥兰翠彩巧银金莲花喜连根水火土木大小",
    "树柏桥长富贵财仁礼智孝廉耀祖宗继培育怀念思远望希盼冬秋夏晴岭山川石泉溪湖瑜珊珍珠璐瑛璇玮珂珏琰琛琨瑄璟三四五六七八九二一丁甲乙丙某全权向尚修伶俐传儒元冠凌利卓卫双吉君",
    "启圣坤培堂声复夫宾宽尧展崇嵩川巍帆常年庭延开弘彦彬彭征微忆念恩悦情慈成扬承招捷政敦斐方旋日旺昂昱晋景智曼朝来杏杨柯柱格桃椿榕槐正殿毓水汉沁沛法波洪津浦深渊湘满潇澜澄煜照煊熙",
    "爽牧献玄玥珺琳瑗璧田申盛睦瞳硕磐礼祯秉穆立章童竞笑纯经维绪缘美羽翎耘聪胜舟艺艾芃苏茗茜荃莘菡葵蒙蓝蔚藩虎虹蝶衍裔西誉谦谨豫越跃路轶辛达迪选通遥邵郁郎里钊钢钦钧铁铮锋锐镇长闯",
    "力均健仕仲佑侠剑劲勃勋勉升卉品唯喆图奎妙姗姿娇婕守宣容寿尔屹岗岱峻巍彤彰忱恬恺惜想懿拓挺昀暄曙朗朵杉松棋棠棣榆樱歌沅汶汀洁洛济润涓淇淑渝滋潮澈灏灵灿炜炫烁烈烨焕焱煦熠熹燊牡狄珈珞珣珩琅瑜甜町益盈真砚祺禾秀程稳竣童笛笙简策筱粒紫络翊翎耀聆胤舜艳芊芙芦苹茵荀莎菘萌葆蓬蔓蕙薰蝉衡裕观誓诺谊豪贝贤赫超轲轼逍逊遵野铃铠锴阅陶雁霓霁韧颐飒馥骋骐鸥鹰黛",
    "阔隆雄霖霜青非韦韶音顺领颂颜风馨驰骁骏骥高魁鲁鸣鹃鹤麒麟黎齐岳丰为华之"
);
/// Characters with which names of Uyghurs, Kazakhs, Tibetans, Mongols and others are written.
pub(super) const TRANSLITERATED: &str = concat!(
    "阿艾买木提热依古丽尔汗江别克孜卜杜拉力吐逊托乎米吉沙吾尼亚合帕夏提妮莎姆萨迪伊布拉欣玛麦斯图荪努尼亚孜赛买提江娜再娜克哈里帕塔玉苏甫",
    "卡德达旺扎西次仁卓玛才让多杰格桑丹增央金洛桑平措嘎尼玛白玛拉姆曲珍罗布顿珠巴特尔其木格乌云娜仁苏日勒图雅格日乐宝音孟和敖登高娃",
    "约翰史密理查玛丽安德烈伯莎波耶娃夫斯基维奇迈特曼森罗伦尔杰胡赛福亥朱外居马太叶恩衣加甫也祖拜木沙坎那扎若肉孜巴依柯吾守"
);

/// Length of the surname with which these characters begin: 2 for a compound one.
/// `weak`: only what is a surname before it is a word.
pub(in super::super) fn surname(chars: &[char], weak: bool) -> Option<usize> {
    let first = *chars.first()?;
    if let Some(second) = chars.get(1) {
        let pair = |name: &&str| name.chars().eq([first, *second]);
        if COMPOUND.iter().any(pair) {
            return Some(2);
        }
    }
    (COMMON.contains(first) || (!weak && RARE.contains(first))).then_some(1)
}

/// Whether parents choose this character.
pub(super) fn given(c: char) -> bool {
    GIVEN.contains(c)
}
