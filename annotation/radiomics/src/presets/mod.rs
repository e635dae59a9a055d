//! Settings that others agree on, shipped under a name.
//!
//! ```
//! let preset = radiomics::presets::named("ibsi-b").unwrap();
//! let settings = radiomics::ibsi::Settings::from_yaml(preset.yaml).unwrap().check().unwrap();
//! assert_eq!(settings.settings().resegment_range, Some([-500.0, 400.0]));
//! ```

/// Settings under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Word such as `ibsi-a`.
    pub key: &'static str,
    /// Profile it is for: `pyradiomics` or `ibsi`.
    pub profile: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// Parameter file of the profile.
    pub yaml: &'static str,
}

macro_rules! presets {
    ($($profile:literal $key:literal $zh:literal $en:literal),+ $(,)?) => {
        /// Every preset, in the order to show them. The configurations A to E are those of the CT phantom of
        /// IBSI 1.
        pub const PRESETS: &[Preset] = &[
            $(Preset { key: $key, profile: $profile, zh: $zh, en: $en, yaml: include_str!(concat!($key, ".yml")) }),+
        ];
    };
}

presets! {
    "pyradiomics" "pyradiomics-default" "PyRadiomics 默认" "PyRadiomics defaults",
    "pyradiomics" "ct-all-images" "CT 全部图像（19 种，25 HU）" "CT, all 19 images (25 HU)",
    "ibsi" "ibsi-a" "IBSI 配置 A（二维，FBS 25 HU，[-500, 400]）" "IBSI configuration A (2D, FBS 25 HU, [-500, 400])",
    "ibsi" "ibsi-b" "IBSI 配置 B（二维，2 × 2 mm，FBN 32，[-500, 400]）"
        "IBSI configuration B (2D, 2 × 2 mm, FBN 32, [-500, 400])",
    "ibsi" "ibsi-c" "IBSI 配置 C（三维，2 mm，FBS 25 HU，[-1000, 400]）"
        "IBSI configuration C (3D, 2 mm, FBS 25 HU, [-1000, 400])",
    "ibsi" "ibsi-d" "IBSI 配置 D（三维，2 mm，FBN 32，去除 3 倍标准差外）"
        "IBSI configuration D (3D, 2 mm, FBN 32, outliers beyond 3 SD)",
    "ibsi" "ibsi-e" "IBSI 配置 E（三维，2 mm 三次样条，FBN 32，[-1000, 400] 且 3 倍标准差内）"
        "IBSI configuration E (3D, 2 mm cubic spline, FBN 32, [-1000, 400] and 3 SD)",
}

/// The preset of a key.
pub fn named(key: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Settings, feature_names, ibsi};

    #[test]
    fn each_is_what_its_name_says() {
        let default =
            Settings::from_yaml(named("pyradiomics-default").unwrap().yaml).unwrap().check().unwrap();
        assert_eq!(default.to_json(), Settings::default().check().unwrap().to_json());
        let all = Settings::from_yaml(named("ct-all-images").unwrap().yaml).unwrap().check().unwrap();
        let images: std::collections::HashSet<String> =
            feature_names(&all).iter().map(|name| name.split('_').next().unwrap().to_owned()).collect();
        assert_eq!(images.len(), 19);
        for preset in PRESETS.iter().filter(|preset| preset.profile == "ibsi") {
            let settings = ibsi::Settings::from_yaml(preset.yaml).unwrap().check().unwrap();
            let flat = settings.settings().force_2d;
            assert_eq!(flat, preset.zh.contains("二维") && preset.en.contains("2D"), "{}", preset.key);
            let names = ibsi::feature_names(&settings);
            assert_eq!(flat, !names.iter().any(|name| name == "cm_contrast_3D_avg"), "{}", preset.key);
        }
    }

    #[test]
    fn keys_and_names_are_told_apart() {
        let parts: [fn(&Preset) -> &'static str; 3] = [|one| one.key, |one| one.zh, |one| one.en];
        for part in parts {
            let names: std::collections::HashSet<&str> = PRESETS.iter().map(part).collect();
            assert_eq!(names.len(), PRESETS.len());
        }
        assert!(PRESETS.iter().all(|preset| ["pyradiomics", "ibsi"].contains(&preset.profile)));
    }
}
