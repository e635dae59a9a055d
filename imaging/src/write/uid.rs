//! Identifiers derived from names.

use workbench_core::Digest;

/// A UID under `2.25` (PS3.5 B.2), the same for the same seed and key.
///
/// 122 bits of SHA-256 over both, laid out as a version 8 UUID (RFC 9562).
pub fn uid(seed: &str, key: &str) -> String {
    let digest = Digest::of(format!("{}:{seed}{key}", seed.len()).as_bytes());
    let mut head = [0; 16];
    head.copy_from_slice(&digest.bytes()[..16]);
    head[6] = head[6] & 0x0F | 0x80;
    head[8] = head[8] & 0x3F | 0x80;
    format!("2.25.{}", u128::from_be_bytes(head))
}

#[cfg(test)]
mod tests {
    use super::uid;

    #[test]
    fn uids_are_short_stable_and_distinct() {
        assert_eq!(uid("a", "b"), uid("a", "b"));
        assert_ne!(uid("a", "bc"), uid("ab", "c"));
        assert!(uid("seed", "key").len() <= 44);
    }
}
