//! Cohort and cases.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use workbench_core::{Geometry, Mask, Volume};

use crate::anatomy::Anatomy;
use crate::contour;
use crate::date::Date;
use crate::random::{Use, stream, weighted};
use crate::render;
use crate::report::{self, ReportText};
use crate::truth::Truth;
use crate::{Expected, place};

/// A cohort of people who do not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cohort {
    seed: u64,
    len: usize,
}

/// Sex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sex {
    /// 女.
    Female,
    /// 男.
    Male,
}

impl Sex {
    /// `M` or `F`, as DICOM writes it.
    pub fn dicom(self) -> &'static str {
        match self {
            Self::Female => "F",
            Self::Male => "M",
        }
    }

    /// 男 or 女.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Female => "女",
            Self::Male => "男",
        }
    }
}

/// One synthetic person with one examination.
pub struct Case {
    /// Number in the cohort, from 0.
    pub index: usize,
    /// `SYN-0001`.
    pub patient_id: String,
    /// 合成患者0001.
    pub name_zh: String,
    /// Sex.
    pub sex: Sex,
    /// Day of birth.
    pub birth_date: Date,
    /// Day of the examination.
    pub study_date: Date,
    /// Years at the examination.
    pub age: u32,
    /// Number of the examination, `SYN-CT-0001`.
    pub accession: String,
    /// Day of the examination before; it exists when the truth speaks of a change.
    pub prior_date: Option<Date>,
    /// What is true.
    pub truth: Truth,
    seed: u64,
    anatomy: Anatomy,
}

/// Outlines of one nodule.
#[derive(Clone, Debug, PartialEq)]
pub struct NoduleContours {
    /// `Nodule 1 (synthetic)`; 1 is the main nodule.
    pub name: String,
    /// Closed outlines in axial planes through voxel centres, LPS mm; the last
    /// point is joined to the first.
    pub contours: Vec<Vec<[f64; 3]>>,
}

impl Cohort {
    /// The cohort of a seed; case `i` does not depend on `n`.
    pub fn new(seed: u64, n: usize) -> Self {
        Self { seed, len: n }
    }

    /// Number of cases.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no case.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Case `index`.
    pub fn case(&self, index: usize) -> Case {
        let mut person = stream(self.seed, index, Use::Person);
        let sex = if person.r#gen() { Sex::Female } else { Sex::Male };
        let age = 36
            + weighted(&mut person, &[6.0, 12.0, 20.0, 26.0, 22.0, 12.0, 4.0]) as u32 * 7
            + person.gen_range(0..7);
        // days of 2023 to 2025
        let study = 19_358 + person.gen_range(0..1_096);
        let birth = study - i64::from(age) * 365 - i64::from(age) / 4 - person.gen_range(20..340);
        let mut rng = stream(self.seed, index, Use::Truth);
        let mut truth = Truth::draw(&mut rng, age, sex == Sex::Female);
        let prior_date = truth.change.map(|_| Date::from_days(study - person.gen_range(80..720)));
        let mut build = stream(self.seed, index, Use::Anatomy);
        let anatomy = Anatomy::new(&mut build, sex == Sex::Female, &truth);
        place::place_all(&anatomy, &mut truth.nodules, &mut build);
        let number = index + 1;
        Case {
            index,
            patient_id: format!("SYN-{number:04}"),
            name_zh: format!("合成患者{number:04}"),
            sex,
            birth_date: Date::from_days(birth),
            study_date: Date::from_days(study),
            age,
            accession: format!("SYN-CT-{number:04}"),
            prior_date,
            truth,
            seed: self.seed,
            anatomy,
        }
    }

    /// All cases in order.
    pub fn cases(&self) -> impl Iterator<Item = Case> {
        let cohort = *self;
        (0..self.len).map(move |index| cohort.case(index))
    }
}

impl Case {
    pub(crate) fn stream(&self, usage: Use) -> ChaCha8Rng {
        stream(self.seed, self.index, usage)
    }

    pub(crate) fn anatomy(&self) -> &Anatomy {
        &self.anatomy
    }

    pub(crate) fn texture_seed(&self) -> u64 {
        self.stream(Use::Noise).r#gen()
    }

    /// The grid of the volume, the same for all cases.
    pub fn geometry(&self) -> Geometry {
        render::geometry()
    }

    /// The CT: HU, whole numbers that fit 16 bits.
    pub fn volume(&self) -> Volume {
        render::render(self)
    }

    /// The voxels whose centre lies in a nodule, labelled 1 for the main nodule.
    pub fn mask(&self) -> Mask {
        let geometry = render::geometry();
        let data = vec![0.0; geometry.len()];
        let mut canvas = render::Canvas { geometry, data };
        for (index, nodule) in self.truth.nodules.iter().enumerate() {
            let label = index as f64 + 1.0;
            canvas
                .paint(nodule.center, [nodule.extent(); 3], |p, _| (nodule.reach(p) < 1.0).then_some(label));
        }
        Mask { geometry: canvas.geometry, data: canvas.data.into_iter().map(|label| label as u8).collect() }
    }

    /// The outlines of every nodule: a voxel centre lies inside exactly when the
    /// nodule holds it.
    pub fn contours(&self) -> Vec<NoduleContours> {
        let geometry = render::geometry();
        let each = |(index, nodule): (usize, &crate::Nodule)| {
            let middle = geometry.to_voxel(nodule.center);
            let low: [usize; 3] = std::array::from_fn(|axis| {
                (middle[axis] - nodule.extent() / geometry.spacing[axis] - 1.0).floor().max(0.0) as usize
            });
            let high: [usize; 3] = std::array::from_fn(|axis| {
                let end = (middle[axis] + nodule.extent() / geometry.spacing[axis] + 1.0).ceil().max(0.0);
                (end as usize).min(geometry.size[axis] - 1)
            });
            let (width, height) = (high[0] + 1 - low[0], high[1] + 1 - low[1]);
            let mut contours = Vec::new();
            for z in low[2]..=high[2] {
                let mut field = Vec::with_capacity(width * height);
                for y in low[1]..=high[1] {
                    for x in low[0]..=high[0] {
                        field.push(1.0 - nodule.reach(geometry.to_patient([x as f64, y as f64, z as f64])));
                    }
                }
                for line in contour::outlines(&field, width, height) {
                    let place = |p: &[f64; 2]| {
                        geometry.to_patient([p[0] + low[0] as f64, p[1] + low[1] as f64, z as f64])
                    };
                    contours.push(line.iter().map(place).collect());
                }
            }
            NoduleContours { name: format!("Nodule {} (synthetic)", index + 1), contours }
        };
        self.truth.nodules.iter().enumerate().map(each).collect()
    }

    /// The report, and what it says.
    fn written(&self) -> report::Written {
        report::write(self, &mut self.stream(Use::Report))
    }

    /// The report in Chinese.
    pub fn report(&self) -> ReportText {
        self.written().text
    }

    /// What a perfect reader takes from the report: every field of the lung
    /// nodule database once, in its order.
    pub fn expected(&self) -> Vec<Expected> {
        self.written().expected
    }
}
