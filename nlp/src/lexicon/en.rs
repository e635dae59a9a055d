//! English words.

use super::{Kind, Side, Table};

/// Joints, assertion and time.
pub(super) const CUES: Table = &[
    (
        Kind::Neg,
        "no|not|without|denies|denied|denying|negative for|no evidence of|no evidence for|no evidence|absence of|free of|ruled out for|rules out|\
         rule out no|never had|never developed|no sign of|no signs of|no significant|no new|no acute|no definite|no suspicious|no obvious|no other|\
         no further|no complaints of|does not|did not|do not|doesn't|didn't|has no|had no|have no|was not|were not|is not|are not|not have|not had|\
         not have evidence of|not demonstrate|not demonstrated|not show|not reveal|not associated with|not appear|not feel|not know of|not exhibit|\
         not complain of|not appreciate|not see|fails to reveal|failed to reveal|failure to reveal|unremarkable for|absent|with no|w/o|not to be|\
         no mammographic evidence of|no radiographic evidence of|no cause of|no abnormal|no findings of|no findings to indicate|no suggestion of|\
         no suspicion of|checked for|declined|declines|patient was not|without evidence of|without evidence|without any evidence of|without indication of|\
         without sign of|rather than|resolution of|evaluate for no|sufficient to rule out|ruled the patient out|ruled him out|ruled her out|\
         rules him out|rules her out|rules the patient out|did rule out|can rule out|adequate to rule the patient out|lack of|lacked|lacks|nor|\
         neither|non|nonfocal for|negative|cannot see|could not see|not been|never|not any|deny|no history of|no past history of|no known|no prior|\
         ruled out|ruled out against",
    ),
    (
        Kind::NegAfter,
        "unlikely|was ruled out|were ruled out|is ruled out|are ruled out|has been ruled out|have been ruled out|is negative|was negative|are negative|\
         were negative|is absent|was absent|are absent|were absent|not seen|not identified|not present|not found|not visualized|not appreciated|\
         not detected|not noted|free|is excluded|was excluded|were excluded|has been excluded|none|is resolved|was not seen|were not seen|\
         is not seen|are not seen|was not present|were not present|is not present|are not present|was not found|were not found|not elicited|\
         has resolved|have resolved|now resolved|did not occur",
    ),
    (
        Kind::Skip,
        "history of present illness|present illness|clinical history|family physician|day history of|days history of|week history of|weeks history of|month history of|months history of|hour history of|hours history of|year history of|day history|week history|month history|no increase|no suspicious change|no significant change|no significant interval change|no interval change|no definite change|\
         not certain if|not certain whether|not cause|not causes|not extend|not drain|not necessarily|not only|without difficulty|without incident|\
         without complication|without complications|without further|without any further|gram negative|not rule out|not ruled out|not been ruled out|\
         not exclude|cannot rule out|could not rule out|not optimal|not improve|\
         not improved|no longer|not significantly|not clear|not unusual|not uncommon|no further surgical|not be able|not able|no doubt|no improvement|\
         no different|not known|not sure|unable|not responding|not respond|not respond to|not tolerate|without response|not take|not taking|\
         not require|not required|not requiring|not need|no longer had|not start|not started|not given|not be given|not smoke|no one|not perform|not performed|\
         no murmur change|negative inspiratory|risk for|risk of|family history negative|no. |number of|not otherwise|non-|not controlled|no relief|\
         not relieved|without relief|not a candidate|no treatment|not treated|not done|not tested|not limited|not responded|free flap|free wall|free air",
    ),
    (
        Kind::But,
        "but|however|nevertheless|yet|though|although|still|aside from|except|except for|apart from|other than|secondary to|cause of|causes of|cause for|\
         causes for|source of|source for|reason for|reasons for|etiology of|etiology for|origin of|origin for|trigger event for|because of|due to|\
         presents with|presented with|presenting with|which|who|whom|as well as known|has a|had a|had an|has an|she has|he has|she had|he had|\
         patient has|patient had|there is|there was|there are|there were|he was|she was|patient was|patient is|she is|he is|patient developed|\
         was found|were found|was noted|were noted|is noted|are noted|does have|did have|does report|reports|reported|complains of|complained of|\
         complaining of|admits to|positive for|presents to|presents|complaint of|chief complaint|coming in|was admitted|was treated|was started|was given|consistent with|significant for|notable for|\
         remarkable for|revealed|reveals|showed|shows|demonstrates|developed|noted to have|found to have|known to have|continues|\
         continued|remained|remains|will be|would be|may be|might be|in the setting of|and the patient|and she|and he|and was|and has|and had|\
         some|with|for evaluation of|secondary|since|until|then|after which|so|therefore|as there is|as there are|in which|whose|even though",
    ),
    (Kind::And, "and|or|and/or|nor any|or any|as well as|/"),
    (
        Kind::Maybe,
        "possible|possibly|may represent|may be due to|might represent|could represent|cannot exclude|questionable|question of|suspicious for|\
         concern for|concerning for|worrisome for|suggestive of|suggesting|suggests|equivocal for|rule out|r/o|evaluate for|versus|suspected|suspicion for|\
         may have|could be|differential includes|suspicion of",
    ),
    (
        Kind::Likely,
        "probable|probably|likely|most likely|presumed|presumably|compatible with|favor|favors|favored to represent",
    ),
    (
        Kind::MaybeAfter,
        "cannot be excluded|is possible|not excluded|is suspected|could not be excluded|cannot be ruled out|not be excluded|is questioned",
    ),
    (
        Kind::Past,
        "past medical history|past surgical history|past history of|prior history of|history of|hx of|h/o|s/p|status post|social history|former|tobacco history|allergies|known drug|previous|previously|prior|past|\
         remote|childhood|pmh|history significant for|history is significant for|history includes|medical history|surgical history|\
         history notable for|history is notable for|known history of|long history of|longstanding history of|history was significant for|\
         history remarkable for|history is remarkable for|significant history of|history positive for|distant history of|old|had been diagnosed with",
    ),
    (
        Kind::PastAfter,
        "years ago|year ago|months ago|month ago|weeks ago|in the past|in his past|in her past|as a child|in childhood",
    ),
    (
        Kind::Family,
        "family history of|family history|mother|father|brother|sister|brothers|sisters|aunt|uncle|grandmother|grandfather|mother's|father's|siblings|son|daughter|\
         cousin|familial history",
    ),
    (Kind::Self_, "patient|the patient"),
    (Kind::If, "if|should|return for|call for|in case of|return if|watch for"),
    (Kind::Seen, "seen|noted|identified|present|visualized|demonstrated|found"),
    (Kind::Many, "multiple|several|numerous|scattered|innumerable|many|bilateral multiple|few"),
    (Kind::Single, "solitary|single"),
    (Kind::Max, "largest|the largest|dominant"),
    (Kind::Prior, "previously measured|previously measuring|prior measurement"),
    (Kind::Now, "now|currently|currently measures"),
    (Kind::Measuring, "measuring|measures|up to|approximately|about|diameter|in size"),
    (Kind::Same, "unchanged|stable|no change|similar to prior"),
    (Kind::Grow, "increased|larger|enlarging|worsened|worsening|progression"),
    (Kind::Shrink, "decreased|smaller|improved|improving|resolving|reduced"),
    (Kind::New, "new|newly|interval development of"),
    (Kind::Side(Side::Left), "left|left-sided|left sided"),
    (Kind::Side(Side::Right), "right|right-sided|right sided"),
    (Kind::Side(Side::Both), "bilateral|bilaterally|both"),
    (
        Kind::Organ,
        "lung|lungs|upper lobe|middle lobe|lower lobe|lingula|hilum|hilar|mediastinum|mediastinal|pleura|pleural|chest|heart|pericardium|liver|hepatic|\
         kidney|kidneys|renal|spleen|pancreas|gallbladder|bowel|colon|bladder|breast|axilla|axillary|neck|thyroid|brain|bone|spine|abdomen|pelvis|\
         adrenal|prostate|uterus|ovary|stomach|esophagus|aorta|lobe|chest wall|rib|ribs",
    ),
];

/// Findings and diagnoses.
pub(super) const FINDINGS: Table = &[
    (
        Kind::Thing,
        "nodule|nodules|pulmonary nodule|pulmonary nodules|mass|masses|lesion|lesions|opacity|opacities|ground-glass opacity|ground glass opacity|\
         ground-glass nodule|ground glass nodule|solid nodule|part-solid nodule|cyst|cysts|effusion|effusions|pleural effusion|pleural effusions|\
         pericardial effusion|pneumothorax|consolidation|infiltrate|infiltrates|atelectasis|edema|pulmonary edema|cavity|cavitation|calcification|\
         calcifications|adenopathy|lymphadenopathy|hilar adenopathy|enlarged lymph nodes|enlarged lymph node|fracture|fractures|dislocation|stenosis|\
         occlusion|obstruction|dilatation|dilation|hydronephrosis|ascites|hemorrhage|bleeding|hematoma|thrombus|thrombosis|aneurysm|dissection|\
         embolus|emboli|emphysema|fibrosis|scarring|bronchiectasis|thickening|pleural thickening|cardiomegaly|hepatomegaly|splenomegaly|organomegaly|\
         stone|stones|polyp|polyps|ulcer|ulcers|abscess|swelling|tenderness|pain|chest pain|abdominal pain|back pain|headache|headaches|fever|fevers|\
         chills|nausea|vomiting|diarrhea|constipation|cough|hemoptysis|shortness of breath|dyspnea|dyspnea on exertion|orthopnea|palpitations|syncope|\
         dizziness|weakness|numbness|seizure|seizures|rash|jaundice|icterus|cyanosis|clubbing|peripheral edema|murmur|murmurs|wheezing|wheezes|rales|\
         rhonchi|masses or tenderness|hematuria|dysuria|melena|hematochezia|weight loss|night sweats|fatigue|vertigo|diplopia|dysphagia|odynophagia|\
         abnormality|abnormalities|enhancement|recurrence|residual|erythema|exudate|exudates|discharge|guarding|rebound|midline shift|mass effect",
    ),
    (
        Kind::Disease,
        "cancer|carcinoma|adenocarcinoma|malignancy|tumor|tumors|neoplasm|lymphoma|leukemia|melanoma|sarcoma|metastasis|metastases|metastatic disease|\
         lung cancer|breast cancer|colon cancer|prostate cancer|pneumonia|tuberculosis|bronchitis|asthma|copd|chronic obstructive pulmonary disease|\
         hypertension|diabetes|diabetes mellitus|coronary artery disease|congestive heart failure|heart failure|myocardial infarction|atrial fibrillation|\
         stroke|cva|pulmonary embolism|pulmonary embolus|deep venous thrombosis|deep vein thrombosis|dvt|infarct|infarction|ischemia|appendicitis|\
         cholecystitis|pancreatitis|hepatitis|cirrhosis|colitis|gastritis|diverticulitis|diverticulosis|pyelonephritis|sepsis|infection|anemia|\
         renal failure|renal insufficiency|osteoporosis|arthritis|osteoarthritis|gout|depression|anxiety|dementia|hypothyroidism|hyperlipidemia|\
         hypercholesterolemia|hernia|hiatal hernia|meningitis|cellulitis|osteomyelitis|endocarditis|hemangioma|adenoma|fibroadenoma|lipoma|goiter",
    ),
];
