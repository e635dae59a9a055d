//! Why features could not be computed, in Chinese: the cause and the cure, with the key of the parameter file as it is.

use radiomics::RadiomicsError as E;
use workbench_core::Coded as _;

use crate::AppError;

impl From<E> for AppError {
    fn from(error: E) -> Self {
        let said = Self::new(error.code(), error.to_string());
        match zh(&error) {
            Some(zh) => said.zh(zh),
            None => said,
        }
    }
}

/// The place in the parameter file that an error names, dots between levels.
pub fn key(error: &E) -> Option<&str> {
    match error {
        E::UnknownKey { key, .. } | E::Unsupported { key, .. } | E::BadValue { key, .. } => Some(key),
        _ => None,
    }
}

fn zh(error: &E) -> Option<String> {
    Some(match error {
        E::Yaml(_) => "参数文件不是有效的 YAML，请检查缩进、冒号与括号".to_owned(),
        E::UnknownKey { key, supported } => format!("参数文件中没有“{key}”这个键；可用的键：{supported}"),
        E::Unsupported { key, supported, .. } => format!("尚不支持“{key}”；可改用：{supported}"),
        E::BadValue { key, found, expected } => {
            format!("“{key}”的值为 {found}，应为：{}", expected_zh(expected))
        }
        E::Geometry(_) => {
            "图像与标注不在同一网格；可设 correctMask: true，若只是舍入差异可增大 geometryTolerance"
                .to_owned()
        }
        E::EmptyMask => "标注为空，没有任何体素；请重新勾画".to_owned(),
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
            format!("按灰度范围重分割后 {of} 个体素只剩 {left} 个；请放宽 resegmentRange")
        }
        E::TooManyLevels { levels, limit, advice, .. } => format!(
            "binWidth 会产生 {levels} 个灰度级，最多 {limit} 个；请将 binWidth 设为不小于 {advice}，或改用 binCount"
        ),
        E::Image { image, source } => format!("图像“{image}”：{}", zh(source)?),
        E::TooSmall { sigma, .. } => format!("图像太小，不能用 sigma = {sigma} 的 LoG 滤波；请去掉该 sigma"),
        E::FilterNotFinite { count } => {
            format!("滤波后标注内有 {count} 个体素不是有限数值；请修复标注周围的图像")
        }
        E::TooLarge { voxels, limit, .. } => format!("标注的包围盒有 {voxels} 个体素，最多 {limit} 个"),
        _ => return None,
    })
}

/// Words of what may stand in a place, and the same in Chinese; longer ones first.
const WORDS: [(&str, &str); 27] = [
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
            assert_eq!(key(&error), place, "{file}");
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
}
