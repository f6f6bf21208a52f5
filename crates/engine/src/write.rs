//! The one way in which files of users are written: whole or not at all.

use crate::paths::folder_of;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Replaces the content of `file`, or makes the file, with what `fill` writes.
///
/// The text goes to a new file in the same folder first, which takes the place of the old one when it is complete and on
/// the disk; whatever fails before leaves the old file as it was and no other behind. Permissions stay. A symbolic link stays
/// one: what it leads to is replaced.
///
/// # Errors
///
/// What the system says; [`io::ErrorKind::InvalidInput`] for a folder, a device and whatever else is no regular file.
pub fn replace_file(file: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let target = match fs::canonicalize(file) {
        Ok(target) => target,
        // A link that leads nowhere must not become a file elsewhere by surprise, nor be lost.
        Err(error) if fs::symlink_metadata(file).is_ok() => return Err(error),
        Err(_) => file.to_owned(),
    };
    let old = match fs::metadata(&target) {
        Ok(old) if !old.is_file() => return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file")),
        Ok(old) if old.permissions().readonly() => return Err(io::Error::from(io::ErrorKind::PermissionDenied)),
        Ok(old) => Some(old.permissions()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let folder = folder_of(&target);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".mapvet-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Narrowed by the process's mask, as for any new file.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut fresh = builder.tempfile_in(folder)?;
    let mut out = BufWriter::new(fresh.as_file_mut());
    fill(&mut out)?;
    out.flush()?;
    drop(out);
    if let Some(permissions) = old {
        fresh.as_file().set_permissions(permissions)?;
    }
    fresh.as_file().sync_all()?;
    fresh.persist(&target).map(drop).map_err(|error| error.error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("the folder is there");
        let mut names: Vec<String> = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn text(text: &'static str) -> impl FnOnce(&mut dyn Write) -> io::Result<()> {
        move |out| out.write_all(text.as_bytes())
    }

    #[test]
    fn a_file_is_made_and_replaced() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let file = folder.path().join("a");
        replace_file(&file, text("one")).expect("the folder can be written");
        replace_file(&file, text("two")).expect("the folder can be written");
        assert_eq!((fs::read_to_string(&file).ok().as_deref(), names(folder.path())), (Some("two"), vec!["a".to_owned()]));
    }

    #[test]
    fn what_fails_half_way_leaves_the_old_file() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let file = folder.path().join("a");
        let fail = |out: &mut dyn Write| out.write_all(&[b'x'; 20_000]).and_then(|()| Err(io::Error::from(io::ErrorKind::StorageFull)));
        assert!(replace_file(&file, fail).is_err());
        assert!(names(folder.path()).is_empty());
        fs::write(&file, "old").expect("the folder can be written");
        assert_eq!(replace_file(&file, fail).map_err(|error| error.kind()), Err(io::ErrorKind::StorageFull));
        assert_eq!((fs::read_to_string(&file).ok().as_deref(), names(folder.path())), (Some("old"), vec!["a".to_owned()]));
    }

    #[test]
    fn folders_are_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let refused = replace_file(folder.path(), text("x"));
        assert_eq!(refused.map_err(|error| error.kind()), Err(io::ErrorKind::InvalidInput));
    }

    #[cfg(unix)]
    #[test]
    fn links_devices_and_permissions_are_respected() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let (file, link, lost) = (folder.path().join("a"), folder.path().join("b"), folder.path().join("c"));
        fs::write(&file, "old").expect("the folder can be written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("the file is ours");
        symlink(&file, &link).and_then(|()| symlink("nowhere", &lost)).expect("links can be made");
        replace_file(&link, text("new")).expect("the folder can be written");
        assert_eq!(fs::read_to_string(&file).ok().as_deref(), Some("new"));
        assert!(fs::symlink_metadata(&link).is_ok_and(|link| link.is_symlink()));
        assert_eq!(fs::metadata(&file).map(|old| old.permissions().mode() & 0o777).ok(), Some(0o640));
        assert!(replace_file(&lost, text("new")).is_err());
        assert_eq!(replace_file(Path::new("/dev/null"), text("x")).map_err(|error| error.kind()), Err(io::ErrorKind::InvalidInput));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o440)).expect("the file is ours");
        assert_eq!(replace_file(&file, text("x")).map_err(|error| error.kind()), Err(io::ErrorKind::PermissionDenied));
    }
}
