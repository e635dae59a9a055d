//! Content-addressed objects.

use workbench_core::{Code, Coded as _, Digest};
use workbench_store::{Objects, StoreError};

async fn open() -> (tempfile::TempDir, Objects) {
    let folder = crate::bench::folder();
    let objects = Objects::open(&folder.path().join("objects")).await.unwrap();
    (folder, objects)
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

#[tokio::test]
async fn bytes_come_back_under_their_digest() {
    let (_folder, objects) = open().await;
    for bytes in [vec![], b"abc".to_vec(), vec![7; 300_000]] {
        let digest = objects.put(bytes.clone()).await.unwrap();
        assert_eq!(digest, Digest::of(&bytes));
        assert_eq!(objects.get(digest).await.unwrap(), bytes);
        assert_eq!(objects.get_blocking(digest).unwrap(), bytes);
        let name = digest.to_string();
        assert!(objects.path(digest).ends_with(format!("{}/{}/{name}", &name[..2], &name[2..4])));
    }
}

#[tokio::test]
async fn the_same_bytes_are_kept_once() {
    let (folder, objects) = open().await;
    let digest = objects.put_blocking(b"abc").unwrap();
    let before = std::fs::metadata(objects.path(digest)).unwrap().modified().unwrap();
    assert_eq!(objects.put(b"abc".to_vec()).await.unwrap(), digest);
    assert_eq!(std::fs::metadata(objects.path(digest)).unwrap().modified().unwrap(), before);
    assert_eq!(files(folder.path()).len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_may_put_the_same_bytes_at_once() {
    let (folder, objects) = open().await;
    let bytes = vec![42; 100_000];
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (objects, bytes) = (objects.clone(), bytes.clone());
        tasks.spawn(async move { objects.put(bytes).await });
    }
    let digests: Vec<Digest> = tasks.join_all().await.into_iter().map(|digest| digest.unwrap()).collect();
    assert!(digests.iter().all(|digest| *digest == Digest::of(&bytes)));
    assert_eq!(objects.get(digests[0]).await.unwrap(), bytes);
    assert_eq!(files(folder.path()).len(), 1, "no temporary file is left");
}

#[tokio::test]
async fn damage_is_found_and_a_short_file_is_written_anew() {
    let (_folder, objects) = open().await;
    let digest = objects.put_blocking(b"abc").unwrap();
    std::fs::write(objects.path(digest), b"abd").unwrap();
    let error = objects.get(digest).await.unwrap_err();
    assert!(matches!(&error, StoreError::Damaged(name) if *name == digest.to_string()), "{error}");
    assert_eq!(error.code(), Code::Failure);
    std::fs::write(objects.path(digest), b"a").unwrap();
    assert!(objects.get(digest).await.is_err());
    objects.put_blocking(b"abc").unwrap();
    assert_eq!(objects.get(digest).await.unwrap(), b"abc");
}

#[tokio::test]
async fn a_missing_object_is_named() {
    let (_folder, objects) = open().await;
    let error = objects.get(Digest::of(b"nowhere")).await.unwrap_err();
    assert!(error.to_string().contains(&Digest::of(b"nowhere").to_string()), "{error}");
    assert_eq!(error.code(), Code::Failure, "a lost object is our failure, not the caller's wrong address");
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = crate::bench::folder();
    let file = folder.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let error = Objects::open(&file.join("objects")).await.err().unwrap();
    assert!(error.to_string().contains("file/objects"), "{error}");

    let objects = Objects::open(&folder.path().join("objects")).await.unwrap();
    std::fs::remove_dir(folder.path().join("objects")).unwrap();
    std::fs::write(folder.path().join("objects"), "in the way").unwrap();
    let error = objects.put(b"abc".to_vec()).await.unwrap_err();
    assert!(matches!(error, StoreError::Object { .. }), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_read_only_folder_is_an_error_and_leaves_nothing() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, objects) = open().await;
    let root = folder.path().join("objects");
    std::fs::set_permissions(&root, std::fs::Permissions::from_mode(0o500)).unwrap();
    if std::fs::write(root.join("probe"), "").is_ok() {
        println!("skipped: read-only folder (this user may write anywhere)");
        return;
    }
    let error = objects.put(b"abc".to_vec()).await.unwrap_err();
    std::fs::set_permissions(&root, std::fs::Permissions::from_mode(0o700)).unwrap();
    assert!(
        matches!(&error, StoreError::Object { source, .. }
        if source.kind() == std::io::ErrorKind::PermissionDenied),
        "{error}"
    );
    assert!(files(folder.path()).is_empty());
}
