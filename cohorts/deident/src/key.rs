use sha2::{Digest, Sha256};

/// The secret of one project from which pseudonyms and date offsets come.
#[derive(Clone, PartialEq, Eq)]
pub struct ProjectKey([u8; 32]);

impl std::fmt::Debug for ProjectKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProjectKey(…)")
    }
}

/// Letters of a tag: no digit, no capital, no vowel, so that it spells nothing and looks like no number.
const LETTERS: &[u8; 20] = b"bcdfghjkmnpqrstvwxyz";
const BLOCK: usize = 64;

impl ProjectKey {
    /// The key of a project: derived from the installation's secret (any length) and the project's id.
    pub fn new(secret: &[u8], project: &str) -> Self {
        Self(hmac(secret, &[b"deident", project.as_bytes()]))
    }

    /// Five letters for a value; the same in one project, different in every other.
    pub(super) fn tag(&self, domain: &str, value: &str) -> String {
        let hash = hmac(&self.0, &[domain.as_bytes(), value.as_bytes()]);
        let number = hash.iter().take(8).fold(0u64, |all, byte| all << 8 | u64::from(*byte));
        let letters = (0..5u32).map(|place| number / 20u64.pow(place) % 20);
        letters.filter_map(|at| LETTERS.get(at as usize)).map(|byte| char::from(*byte)).collect()
    }

    /// Whole days, 1..=365, by which every date of this patient moves back.
    pub(super) fn days_back(&self, patient: &str) -> u32 {
        let hash = hmac(&self.0, &[b"days", patient.as_bytes()]);
        let number = hash.iter().take(4).fold(0u32, |all, byte| all << 8 | u32::from(*byte));
        number % 365 + 1
    }
}

/// HMAC-SHA-256 (RFC 2104) of the parts, each led by its length so that parts cannot run together.
fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut message = Vec::new();
    for part in parts {
        message.extend((part.len() as u64).to_be_bytes());
        message.extend_from_slice(part);
    }
    hmac_sha256(key, &message)
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0u8; BLOCK];
    let short: Vec<u8> = if key.len() > BLOCK { Sha256::digest(key).to_vec() } else { key.to_vec() };
    block.iter_mut().zip(short).for_each(|(to, from)| *to = from);
    let inner = Sha256::new().chain_update(block.map(|byte| byte ^ 0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(block.map(|byte| byte ^ 0x5c)).chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// RFC 4231, cases 1, 2 and 6 (a key longer than a block).
    #[test]
    fn agrees_with_the_published_vectors() {
        assert_eq!(
            hex(&hmac_sha256(&[0x0b; 20], b"Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
        assert_eq!(
            hex(&hmac_sha256(b"Jefe", b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            hex(&hmac_sha256(&[0xaa; 131], b"Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }

    #[test]
    fn projects_do_not_share_tags_or_offsets() {
        let [a, b] = ["a", "b"].map(|project| ProjectKey::new(b"secret", project));
        assert_ne!(a.tag("name", "张三"), b.tag("name", "张三"));
        assert_eq!(a.tag("name", "张三"), a.tag("name", "张三"));
        let days: std::collections::BTreeSet<u32> = (0..200).map(|n| a.days_back(&n.to_string())).collect();
        assert!(days.len() > 100 && days.iter().all(|d| (1..=365).contains(d)));
        assert_eq!(format!("{a:?}"), "ProjectKey(…)");
    }
}
