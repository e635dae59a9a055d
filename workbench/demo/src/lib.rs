//! A synthetic chest-CT cohort with known truth; everything it makes is marked synthetic.
