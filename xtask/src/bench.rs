//! placeholder while the others compile
use crate::Result;
pub fn run(_: &[String]) -> Result<()> {
    Err("bench".into())
}
