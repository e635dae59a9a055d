//! Why features could not be computed, in Chinese: the cause and the cure, with the key of the parameter file as it is.

use radiomics::RadiomicsError as E;
use workbench_core::Coded as _;

use crate::AppError;

impl From<E> for AppError {
    fn from(error: E) -> Self {
        let said = Self::new(error.code(), error.to_string());
        said.zh(zh(&error))
    }
}

/// The place in the parameter file that an error names, dots between levels.
pub fn key(error: &E) -> Option<String> {
    match error {
        E::UnknownKey { key, .. } | E::Unsupported { key, .. } | E::BadValue { key, .. } => Some(key.clone()),
        E::Image { image, source } => Some(format!("imageType.{image}.{}", key(source)?)),
        _ => None,
    }
}

fn zh(error: &E) -> String {
    match error {
        E::Yaml(said) => {
            format!("参数文件不是有效的 YAML{}，请检查缩进、冒号与括号", place(said).unwrap_or_default())
        }
        E::UnknownKey { key, supported } => format!("参数文件中没有“{key}”这个键；可用的键：{supported}"),
        E::Unsupported { key, supported, .. } => format!("尚不支持“{key}”；可改用：{supported}"),
        E::BadValue { key, found, expected } if found == "missing" => {
            format!("缺少“{key}”，应为：{}", expected_zh(expected))
        }
        E::BadValue { key, found, expected } if found == "empty" => {
            format!("“{key}”为空，应为：{}", expected_zh(expected))
        }
        E::BadValue { key, found, expected } => {
            format!("“{key}”的值为 {found}，应为：{}", expected_zh(expected))
        }
        E::Geometry(_) => {
            "图像与标注不在同一网格；可设 correctMask: true，若只是舍入差异可增大 geometryTolerance"
                .to_owned()
        }
        E::EmptyMask => "标注为空，没有任何体素；请重新勾画".to_owned(),
        E::Background { present } => format!("标签值 0 是背景，现有标签值：{present}"),
        E::NoLabel { label, present } => format!("标注中没有标签值 {label}，现有：{present}"),
        E::SingleVoxel { .. } => "标注只有一个体素，无法计算特征；请勾画更大的区域".to_owned(),
        E::FewDimensions { found, minimum, .. } => {
            format!("标注只在 {found} 个方向上有范围，minimumROIDimensions 要求 {minimum} 个；可调低该参数")
        }
        E::FewVoxels { found, minimum, .. } => {
            format!("标注只有 {found} 个体素，minimumROISize 要求多于 {minimum} 个；可调低该参数")
        }
        E::NotFlat { found, axis, .. } => {
            format!(
                "标注沿 {axis} 方向厚 {found} 个体素，shape2D 只能用于单层；请改 force2Ddimension 或不选该类"
            )
        }
        E::NotFinite { count, .. } => {
            format!("标注内有 {count} 个体素不是有限数值；请修复图像或从标注中去掉")
        }
        E::NotFiniteAround { count } => {
            format!("标注周围有 {count} 个体素不是有限数值，样条插值会将其扩散；请修复图像或改用 sitkLinear")
        }
        E::KernelNotFinite { count } => format!(
            "标注周围有 {count} 个体素不是有限数值，maskedKernel: false 时会进入邻域；请修复图像或去掉该设置"
        ),
        E::NoMaps { .. } => "没有可以成图的特征：shape、shape2D 不能逐体素计算，请选择其他类".to_owned(),
        E::Normalise { .. } => "图像灰度全部相同或含非有限数值，无法归一化（normalize）".to_owned(),
        E::OutsideImage { .. } => "标注超出图像范围，correctMask 要求标注在图像之内".to_owned(),
        E::ResampledAway { spacing, .. } => {
            format!("重采样到 {spacing:?} mm 后标注没有剩下体素；请减小 resampledPixelSpacing")
        }
        E::ResampledTooLarge { spacing, .. } => {
            format!("重采样到 {spacing:?} mm 的体素数过多；请增大 resampledPixelSpacing 或减小 padDistance")
        }
        E::Resegmented { left, of, .. } => {
            format!("重分割后 {of} 个体素只剩 {left} 个；请放宽 resegmentRange 或 resegmentOutliers")
        }
        E::TooManyLevels { levels, limit, advice, .. } => format!(
            "binWidth 会产生 {levels} 个灰度级，最多 {limit} 个；请将 binWidth 设为不小于 {advice}，或改用 binCount"
        ),
        E::NotLevels { value, limit } => format!(
            "discretise: false 时灰度值即灰度级，须为 1 到 {limit} 的整数，现有 {value}；请改用 binWidth 或 binCount"
        ),
        E::Image { image, source } => format!("图像“{image}”：{}", zh(source)),
        E::TooSmall { sigma, .. } => format!("图像太小，不能用 sigma = {sigma} 的 LoG 滤波；请去掉该 sigma"),
        E::FilterNotFinite { count } => {
            format!("滤波后标注内有 {count} 个体素不是有限数值；请修复标注周围的图像")
        }
        E::ImageNotFinite { count, .. } => {
            format!("图像有 {count} 个体素不是有限数值，滤波会将其扩散；请修复图像")
        }
        E::FilterKernel { key, length, axis, size } => format!(
            "“{key}”要求沿 {axis} 方向 {length} 个体素的滤波核，超过图像 {size} 个体素的十倍；请减小该值"
        ),
        E::FilterLevel { level, most, size } => {
            format!("level = {level} 过高：图像最短边只有 {size} 个体素，最高 {most} 级")
        }
        E::FilterTooLarge { voxels, limit } => format!(
            "图像连同边缘延拓有 {voxels} 个体素，最多 {limit} 个；请重采样到更大的间距，或改用 boundary: periodic"
        ),
        E::TooLarge { voxels, limit, .. } => {
            format!("标注的包围盒连同边缘有 {voxels} 个体素，最多 {limit} 个")
        }
    }
}

/// Where in the file a reader of YAML stopped, as it says in English.
fn place(said: &str) -> Option<String> {
    let after = |word: &str| -> Option<usize> {
        let number = said.split(word).nth(1)?.trim_start();
        number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    };
    Some(format!("（第 {} 行第 {} 列）", after("line")?, after("column")?))
}

/// Words of what may stand in a place, and the same in Chinese; longer ones first.
const WORDS: [(&str, &str); 56] = [
    (
        "numbers from 0 for x, y and z such as [2, 2, 2]; 0 or nothing for z keeps an axis",
        "x、y、z 三个不小于 0 的数，例如 [2, 2, 2]；0 表示该方向不变",
    ),
    ("a lower bound such as [0], or a lower and an upper one such as", "下限，例如 [0]；或下限与上限，例如"),
    ("a lower bound, or a lower and an upper one", "下限，或下限与上限"),
    ("standard deviations such as 3, or nothing", "标准差的倍数，例如 3；或留空"),
    (
        "one of binWidth, binCount and `discretise: false`, not two",
        "binWidth、binCount、discretise: false 三者只写其一",
    ),
    ("nothing: a family is computed whole", "留空（每类特征整体计算）"),
    ("a list of 2D, 2.5D and 3D", "2D、2.5D、3D 中几项的列表"),
    ("2D or 2.5D, as `force2D` is true", "2D 或 2.5D（已设 force2D: true）"),
    ("at least one family", "至少一类特征"),
    ("Original, or a filtered image by a name of its own", "Original，或另行命名的滤波图像"),
    (
        "a name of up to 64 letters, digits, - and ., which is no family",
        "不超过 64 个英文字母、数字、“-”“.”的名称，且不与特征类别同名",
    ),
    ("a filter, such as", "滤波器，例如"),
    ("keys with values, the first `filter: …`", "“键: 值”的映射，其中有 filter: …"),
    ("one of the two", "两者只留其一"),
    (
        "zero, nearest, periodic, mirror, or a number: the constant outside",
        "zero、nearest、periodic、mirror，或一个数（图像外取此值）",
    ),
    ("2 (slice by slice)", "2（逐层）"),
    ("an odd number of voxels", "奇数（单位：体素）"),
    ("(standard deviations)", "（标准差的倍数）"),
    ("an angle of at least 0.06 degrees", "不小于 0.06 度的角度"),
    ("an angle: degrees such as 60, or", "角度：度数，例如 60，或"),
    ("axial, with `dimensions: 2`", "axial（dimensions: 2 时）"),
    (
        "whole numbers that add up to 1 to 10, for each axis, such as",
        "个整数（每个方向一个，总和为 1 到 10），例如",
    ),
    ("letters L or H, for x, y, z, such as", "个字母（L 或 H，依次为 x、y、z），例如"),
    ("letters L or H, for x, y, such as", "个字母（L 或 H，依次为 x、y），例如"),
    (", for x, y, z, such as", "，依次为 x、y、z，例如"),
    (", for x, y, such as", "，依次为 x、y，例如"),
    (" of L3", " 项，取自 L3"),
    ("a number above 0, at most 1", "大于 0、不超过 1 的数"),
    ("three numbers from 0 for x, y, z such as", "x、y、z 三个不小于 0 的数，例如"),
    ("numbers above 0, or 0 to keep an axis", "大于 0 的数，0 表示该方向不变"),
    ("a list of standard deviations in mm above 0, such as", "大于 0 的标准差（mm）列表，例如"),
    ("a number above 0, in voxels", "大于 0 的数（单位：体素）"),
    ("a number above 0, or nothing", "大于 0 的数，或留空"),
    ("a number above 0", "大于 0 的数"),
    ("a list of whole numbers from", "整数列表，范围"),
    ("a whole number from", "整数，范围"),
    ("a list of feature names, or nothing for all", "特征名称列表；留空表示全部"),
    ("a list of feature names", "特征名称列表"),
    ("a mapping of keys to values", "“键: 值”形式的映射"),
    ("the lower bound first, such as", "下限在前，例如"),
    ("one or two numbers such as", "一个或两个数，例如"),
    ("one or two numbers", "一个或两个数"),
    ("a list such as", "列表，例如"),
    ("at least one image type", "至少一种图像类型"),
    ("at least one feature class", "至少一类特征"),
    ("every image once", "每种图像只写一次"),
    ("where LBP2D is asked for: its patterns are axial", "（LBP2D 只能用于横断面）"),
    ("true, which the class `shape2D` needs", "true（shape2D 类需要）"),
    ("true or false", "true 或 false"),
    ("; 0 keeps an axis", "；0 表示该方向不变"),
    ("one of ", ""),
    ("a number or nan", "数，或 nan"),
    ("a number", "数"),
    (", or nothing", "，或留空"),
    (" or nothing", " 或留空"),
    (" or ", " 或 "),
];

fn expected_zh(expected: &str) -> String {
    let said = WORDS.iter().fold(expected.to_owned(), |said, (en, zh)| said.replace(en, zh));
    said.replace(" to ", " 到 ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_parameter_file_may_say_wrong_is_said_in_chinese_with_its_key() {
        for (file, place) in [
            ("setting: {binWidth: -1}", Some("binWidth")),
            ("setting: {nothing: 1}", Some("setting.nothing")),
            ("imageType: {LBP3D: {lbp3DLevels: 0}}", Some("imageType.LBP3D.lbp3DLevels")),
            ("featureClass: {glcm: [Nope]}", Some("featureClass.glcm.Nope")),
            ("setting: [", None),
        ] {
            let error =
                radiomics::Settings::from_yaml(file).and_then(radiomics::Settings::check).unwrap_err();
            assert_eq!(key(&error).as_deref(), place, "{file}");
            let said = AppError::from(error).message_zh.unwrap();
            assert!(place.is_none_or(|place| said.contains(place)), "{file}: {said}");
        }
        let said = |file: &str| {
            let error =
                radiomics::Settings::from_yaml(file).and_then(radiomics::Settings::check).unwrap_err();
            AppError::from(error).message_zh.unwrap()
        };
        assert_eq!(said("setting: {binWidth: -3}"), "“binWidth”的值为 -3，应为：大于 0 的数");
        assert_eq!(said("setting: {normalize: 7}"), "“setting.normalize”的值为 7，应为：true 或 false");
        assert_eq!(said("setting: {label: 300}"), "“setting.label”的值为 300，应为：整数，范围 1 到 255");
    }

    #[test]
    fn what_a_file_of_the_ibsi_profile_may_say_wrong_is_said_in_chinese() {
        let filter = |text: &str| format!("imageType: {{a: {{{text}}}}}");
        let mean = "filter: mean, support: 3, boundary: mirror";
        let files = [
            ("setting: {normalize: true}".to_owned(), "setting.normalize"),
            ("setting: {binWidth: 2, binCount: 3}".to_owned(), "setting"),
            ("setting: {binWidth: 0}".to_owned(), "setting.binWidth"),
            ("setting: {ivh: 3}".to_owned(), "setting.ivh"),
            ("setting: {maskInterpolator: sitkBSpline}".to_owned(), "setting.maskInterpolator"),
            ("setting: {maskThreshold: 2}".to_owned(), "setting.maskThreshold"),
            ("setting: {resampledPixelSpacing: [1]}".to_owned(), "setting.resampledPixelSpacing"),
            ("setting: {resegmentRange: [1, 2, 3]}".to_owned(), "setting.resegmentRange"),
            ("setting: {resegmentOutliers: -1}".to_owned(), "setting.resegmentOutliers"),
            ("setting: {resegmentMode: sigma}".to_owned(), "setting.resegmentMode"),
            ("setting: {aggregation: [4D]}".to_owned(), "setting.aggregation"),
            ("setting: {aggregation: [3D], force2D: true}".to_owned(), "setting.aggregation"),
            ("featureClass: {glcm: }".to_owned(), "featureClass.glcm"),
            ("featureClass: {cm: [Contrast]}".to_owned(), "featureClass.cm"),
            ("imageType: {stat: {}}".to_owned(), "imageType.stat"),
            ("imageType: {a: 3}".to_owned(), "imageType.a"),
            (filter("support: 3"), "imageType.a.filter"),
            (filter("filter: mean, support: 3"), "imageType.a.boundary"),
            (filter("filter: mean, support: 4, boundary: zero"), "imageType.a.support"),
            (filter(&format!("{mean}, sigma: 2")), "imageType.a.sigma"),
            (filter(&format!("{mean}, dimensions: 4")), "imageType.a.dimensions"),
            (filter("filter: log, sigma: -1, boundary: zero"), "imageType.a.sigma"),
            (filter("filter: laws, kernels: X, boundary: zero"), "imageType.a.kernels"),
            (filter("filter: gabor, sigma: 1, lambda: 2, gamma: 1, boundary: zero"), "imageType.a.theta"),
            (filter("filter: wavelet, wavelet: db2, bands: X, boundary: zero"), "imageType.a.bands"),
            (filter("filter: simoncelli, riesz: [1], boundary: zero"), "imageType.a.riesz"),
        ];
        for (file, place) in files {
            let error =
                radiomics::ibsi::Settings::from_yaml(&file).and_then(radiomics::ibsi::Settings::check);
            let error = error.unwrap_err();
            assert_eq!(key(&error).as_deref(), Some(place), "{file}");
            let said = AppError::from(error).message_zh.unwrap();
            let (_, expected) = said.rsplit_once('：').unwrap_or(("", &said));
            let english = expected.split(|c: char| !c.is_ascii_alphabetic() && c != ' ');
            let longest = english.map(|part| part.split_whitespace().count()).max();
            assert!(longest < Some(3), "{file}: {said}");
        }
        let error = radiomics::Settings::from_yaml("setting:\n  binWidth: [1\n").unwrap_err();
        assert!(AppError::from(error).message_zh.unwrap().contains("行第"));
    }
}
