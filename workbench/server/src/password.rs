//! Passwords: argon2id hashes and the rules of a good one (G8).

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use crate::AppError;
use crate::error::on_thread;

/// Hashing takes 19 MiB and a core each time: no more than this at once, the
/// rest waits. Sign-ins queue here too, so that guesses cannot outrun the lock.
pub static TURNS: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(2);

/// No password is longer; a longer one is not read.
const LONGEST: usize = 128;

/// Hashes a password on a thread of its own.
pub async fn hash(password: &str) -> Result<String, AppError> {
    let password = password.to_owned();
    on_thread(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|error| AppError::new(workbench_core::Code::Failure, format!("hashing failed: {error}")))
    })
    .await
}

/// Whether the password fits the hash; takes the same time for an account that
/// does not exist (`None`).
pub async fn verify(password: &str, hash: Option<&str>) -> Result<bool, AppError> {
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    if password.chars().count() > LONGEST {
        return Ok(false);
    }
    let (password, stored) = (password.to_owned(), hash.unwrap_or(NOBODY).to_owned());
    let known = hash.is_some();
    on_thread(move || {
        let fits = PasswordHash::new(&stored)
            .is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok());
        Ok(fits && known)
    })
    .await
}

/// Refuses a weak password: 8 to 128 characters, with a digit, an upper-case
/// letter, a lower-case letter and a symbol, and without the login in it.
pub fn check(password: &str, login: &str) -> Result<(), AppError> {
    let has = |test: fn(char) -> bool| password.chars().any(test);
    let length = password.chars().count();
    let good = (8..=LONGEST).contains(&length)
        && has(|c| c.is_ascii_digit())
        && has(char::is_uppercase)
        && has(char::is_lowercase)
        && has(|c| !c.is_alphanumeric())
        && !password.to_lowercase().contains(&login.to_lowercase());
    if good {
        return Ok(());
    }
    Err(AppError::bad(
        "the password needs 8 to 128 characters with a digit, an upper-case letter, a lower-case letter and a symbol, and must not contain the login",
    )
    .zh("密码须为 8–128 位，同时含数字、大写字母、小写字母和符号，且不得包含登录名"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused() {
        for weak in ["Aa1!", "aaaaaaa1!", "AAAAAAA1!", "Aaaaaaaa!", "Aaaaaaaa1", "Demo-2026x"] {
            assert!(check(weak, "demo").is_err(), "{weak}");
        }
        assert!(check("Lung-Nodule-8mm", "demo").is_ok());
    }

    #[tokio::test]
    async fn only_the_right_password_fits() {
        let hash = hash("Lung-Nodule-8mm").await.unwrap();
        assert!(verify("Lung-Nodule-8mm", Some(&hash)).await.unwrap());
        assert!(!verify("Lung-Nodule-9mm", Some(&hash)).await.unwrap());
        assert!(!verify("Lung-Nodule-8mm", None).await.unwrap());
        assert!(!verify("x", Some("not a hash")).await.unwrap());
    }
}
